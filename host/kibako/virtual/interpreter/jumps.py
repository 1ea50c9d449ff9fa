"""The countdown: the host is entered at a counted jump of the program, the same one in each run.

A program that only computes calls nothing, so nothing tells the host that a timer is due.
Wasmtime can break into such a loop (its *epoch*), but at a moment that depends on the computer,
and without telling how much was computed by then. MicroPython itself looks for interrupts at one
place, after each jump of the bytecode. There we count down a number in memory; when it
comes to 0, the host is called (``sched_yield``, a system function that does nothing else). The
host then knows the exact amount of work done, lets happen what is due, and sets the next number.
"""

from kibako.virtual.interpreter.binary import I32, FunctionType, Module, invalid, unsigned
from kibako.virtual.interpreter.body import Body, decode, with_locals
from kibako.virtual.interpreter.opcodes import Op

EXECUTE = 1010
"""``mp_execute_bytecode(code_state, inject)`` in the artifact."""

YIELD = 25
"""The import ``sched_yield``."""

COUNTDOWN = 0x3F0
"""Address of the number of jumps until the host is called; the linker left the first KiB empty."""

CODE_STATE = 0x3F4
"""Address of the ``code_state`` of the function that jumped when the host was called."""

NEVER = 0x7FFF_FFFF
"""A countdown that ends in minutes of pure jumping."""

_STATE = 0x104D4
_PENDING_OFFSET = 464
_LOAD_16_U = 0x2F
_EQZ = 0x45
_DROP = 0x1A
_KIND = FunctionType(bytes([I32, I32]), bytes([I32]))


def count_jumps(module: Module, bodies: list[Body]) -> tuple[int, Body]:
    """Return the function that runs bytecode with the countdown in it.

    Args:
        module: The module.
        bodies: Its decoded bodies.

    Returns:
        Which body it is, and the new one.

    Raises:
        WasmError: The function does not look for interrupts at one place, as the one we know does.
    """
    if module.function_type(EXECUTE) != _KIND or module.function_type(YIELD) != FunctionType(
        b"", bytes([I32])
    ):
        raise invalid("mp_execute_bytecode is not as expected")
    number = module.body_number(EXECUTE)
    body = bodies[number]
    places = [
        at
        for at, (op, arg) in enumerate(zip(body.ops, body.args, strict=True))
        if (op, arg) == (_LOAD_16_U, _PENDING_OFFSET)
    ]
    if len(places) != 1:
        raise invalid("mp_execute_bytecode has no single place for interrupts")
    at = places[0] - 1
    if (body.ops[at], body.args[at]) != (Op.I32_CONST, _STATE) or body.ops[at + 2] != Op.BR_IF:
        raise invalid("mp_execute_bytecode does not look for interrupts as expected")
    if any(
        op in (Op.LOCAL_SET, Op.LOCAL_TEE) and arg == 0
        for op, arg in zip(body.ops, body.args, strict=True)
    ):
        raise invalid("mp_execute_bytecode changes its argument")
    return number, decode(_inserted(body, at))


def _inserted(body: Body, at: int) -> bytes:
    """Return the bytes of the body with the countdown before an instruction."""
    count = unsigned(len(_KIND.params) + sum(many for many, _ in body.groups))
    zero = bytes([Op.I32_CONST, 0])
    word = b"\x02"  # alignment of a word, 2**2
    code = b"".join(
        (
            zero,
            zero + bytes([Op.I32_LOAD]) + word + unsigned(COUNTDOWN),
            bytes([Op.I32_CONST, 1, Op.I32_SUB, Op.LOCAL_TEE]) + count,
            bytes([Op.I32_STORE]) + word + unsigned(COUNTDOWN),
            bytes([Op.LOCAL_GET]) + count + bytes([_EQZ, Op.IF, 0x40]),
            zero + bytes([Op.LOCAL_GET, 0, Op.I32_STORE]) + word + unsigned(CODE_STATE),
            bytes([Op.CALL]) + unsigned(YIELD) + bytes([_DROP, Op.END]),
        )
    )
    start = body.starts[at]
    code = body.raw[body.starts[0] : start] + code + body.raw[start:]
    return with_locals([*body.groups, (1, I32)]) + code
