"""Writing the function anew: a frame, the stores, and one way out.

The frame lies on the *shadow stack*, the stack in linear memory that compiled C code keeps for
arrays and for variables whose address is taken; global 0 is its stack pointer. The collector scans
it from the stack pointer upwards. A rewritten function looks like this::

    stack pointer -= frame            ; the slots lie above the function's own frame
    if stack pointer < floor: trap    ; the guard
    store the parameters
    block                             ; a branch out of the function ends here, as does return
      the body, with stores
    end
    stack pointer = frame start + frame

A throw leaves a function without passing the last line. That does no harm here: every handler in
the artifact sets the stack pointer again from a local of its own function (C's ``longjmp`` needs
the same), and the analysis of a module in which one does not is refused in ``collector``.
"""

from kibako.virtual.interpreter.binary import I32, signed, unsigned
from kibako.virtual.interpreter.body import Body, with_locals
from kibako.virtual.interpreter.opcodes import Op
from kibako.virtual.interpreter.spilling import SLOT_BYTES, Plan

STACK_POINTER = 0
"""The global that holds the shadow stack's pointer."""

_ALIGNMENT = 16
_OPENING = frozenset((Op.BLOCK, Op.LOOP, Op.IF, Op.TRY_TABLE))


def rewrite(body: Body, plan: Plan, params: bytes, results: bytes, floor: int) -> bytes:
    """Return a function's body with a frame for the collector.

    Args:
        body: The body as it was.
        plan: What to store where.
        params: The parameters' types.
        results: The results' types: at most one.
        floor: The lowest address that the shadow stack may reach here.

    Returns:
        The bytes of the new body.
    """
    count = len(params) + sum(number for number, _ in body.groups)
    frame, scratch = count, count + 1
    size = -(-plan.slots * SLOT_BYTES // _ALIGNMENT) * _ALIGNMENT
    added = 1 + bool(plan.temporaries)
    code = bytearray(with_locals([*body.groups, (added, I32)]))
    code += _get_global() + _constant(size) + bytes([Op.I32_SUB])
    code += bytes([Op.LOCAL_TEE]) + unsigned(frame) + bytes([Op.GLOBAL_SET, STACK_POINTER])
    code += _get(frame) + _constant(floor)
    code += bytes([Op.I32_LT_U, Op.IF, 0x40, Op.UNREACHABLE, Op.END])
    for local, slot in plan.at_entry:
        code += _store(frame, local, slot)
    code += bytes([Op.BLOCK, results[0] if results else 0x40])
    _copy_with_stores(code, body, plan, frame, scratch)
    code += _get(frame) + _constant(size) + bytes([Op.I32_ADD, Op.GLOBAL_SET, STACK_POINTER])
    code.append(Op.END)
    return bytes(code)


def _copy_with_stores(code: bytearray, body: Body, plan: Plan, frame: int, scratch: int) -> None:
    """Append the old instructions, with the stores between them and returns as branches."""
    raw, starts, ops = body.raw, body.starts, body.ops
    places = {at for at, op in enumerate(ops) if op == Op.RETURN}
    places.update(plan.after, plan.before, plan.temporaries)
    depths = _depths(ops)
    copied = starts[0]
    for at in sorted(places):
        if at in plan.before:
            code += raw[copied : starts[at]]
            copied = starts[at]
            for local, slot in plan.before[at]:
                code += _store(frame, local, slot)
        if ops[at] == Op.RETURN:
            code += raw[copied : starts[at]] + bytes([Op.BR]) + unsigned(depths[at])
            copied = starts[at + 1]
            continue
        code += raw[copied : starts[at + 1]]
        copied = starts[at + 1]
        if at in plan.temporaries:
            code += bytes([Op.LOCAL_TEE]) + unsigned(scratch)
            code += _store(frame, scratch, plan.temporaries[at])
        for local, slot in plan.after.get(at, ()):
            code += _store(frame, local, slot)
    code += raw[copied:]


def _depths(ops: list[int]) -> list[int]:
    """Return for each instruction how many blocks are open: the label of the outermost one."""
    depth = 0
    found: list[int] = []
    for op in ops:
        if op == Op.END:
            depth -= 1
        found.append(depth)
        if op in _OPENING:
            depth += 1
    return found


def _get(local: int) -> bytes:
    return bytes([Op.LOCAL_GET]) + unsigned(local)


def _get_global() -> bytes:
    return bytes([Op.GLOBAL_GET, STACK_POINTER])


def _constant(value: int) -> bytes:
    return b"\x41" + signed(value)


def _store(frame: int, local: int, slot: int) -> bytes:
    """Return ``i32.store`` of a local into a slot (alignment 2**2, then the offset)."""
    return _get(frame) + _get(local) + bytes([Op.I32_STORE, 2]) + unsigned(slot * SLOT_BYTES)
