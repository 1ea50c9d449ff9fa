"""The room for an answer of the host: a number in the code, not a question at each host call.

The artifact asks its host before each ``host.call`` how long an answer may be
(``host_result_cap``), which costs as much as a third of the call itself. The answer never changes.
"""

from kibako.virtual.interpreter.binary import signed
from kibako.virtual.interpreter.body import Body, decode
from kibako.virtual.interpreter.opcodes import Op

ASK_ROOM = 0
"""The import ``host_result_cap``."""

HOST_RESULT_BYTES = 2048
"""The longest answer. The artifact keeps so much of the board's heap for it."""


def fix_room(body: Body) -> Body:
    """Return a function that no longer asks: the same one if it never did.

    Args:
        body: Its decoded body.
    """
    places = [
        at
        for at, (op, arg) in enumerate(zip(body.ops, body.args, strict=True))
        if (op, arg) == (Op.CALL, ASK_ROOM)
    ]
    if not places:
        return body
    code = bytearray()
    copied = 0
    for at in places:
        code += body.raw[copied : body.starts[at]]
        code += bytes([Op.I32_CONST]) + signed(HOST_RESULT_BYTES)
        copied = body.starts[at + 1]
    return decode(bytes(code + body.raw[copied:]))
