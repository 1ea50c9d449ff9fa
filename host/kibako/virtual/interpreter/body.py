"""One function's body as instructions that remember where they stood.

Decoding keeps, for each instruction, its opcode, the immediate that matters and its place in the
bytes. Rewriting then copies the original bytes and inserts between them: nothing is encoded
again that was not changed.
"""

from dataclasses import dataclass

from kibako.virtual.interpreter.binary import VALUE_TYPES, Reader, invalid, unsigned
from kibako.virtual.interpreter.opcodes import IMMEDIATE, PREFIXED_EFFECT, Imm

MAX_LOCALS = 50_000
"""The limit that engines set; a declaration may claim four thousand million."""


@dataclass(slots=True)
class Body:
    """A decoded function body.

    Attributes:
        raw: The bytes of the body.
        groups: The declared locals as (how many, value type).
        ops: The opcode of each instruction.
        args: Its immediate: an index, a constant, a block type, or a list of label indices.
        starts: Where each instruction starts in ``raw``; one more entry for the end.
    """

    raw: bytes
    groups: list[tuple[int, int]]
    ops: list[int]
    args: list[int | list[int]]
    starts: list[int]

    def local_types(self, params: bytes) -> bytes:
        """Return the value type of every local, parameters first."""
        return params + b"".join(bytes([kind]) * count for count, kind in self.groups)


def decode(raw: bytes) -> Body:
    """Decode a function body.

    Args:
        raw: Local declarations and instructions, as in the code section.

    Returns:
        The body.

    Raises:
        WasmError: It is cut short, or has an instruction that we do not know.
    """
    reader = Reader(raw)
    groups: list[tuple[int, int]] = []
    total = 0
    for _ in range(reader.count()):
        count, kind = reader.unsigned(), reader.byte()
        total += count
        if total > MAX_LOCALS or kind not in VALUE_TYPES:
            raise invalid("too many locals or an unknown type", reader.at)
        groups.append((count, kind))
    ops: list[int] = []
    args: list[int | list[int]] = []
    starts: list[int] = []
    at, end = reader.at, len(raw)
    while at < end:
        op = raw[at]
        kind = IMMEDIATE[op]
        ops.append(op)
        starts.append(at)
        at += 1
        if kind is Imm.NONE:
            args.append(0)
        elif kind is Imm.INDEX and at < end and raw[at] < 0x80:  # nearly all indices
            args.append(raw[at])
            at += 1
        else:
            reader.at = at
            args.append(_immediate(reader, kind))
            at = reader.at
    starts.append(end)
    return Body(raw, groups, ops, args, starts)


def with_locals(groups: list[tuple[int, int]]) -> bytes:
    """Return local declarations as bytes."""
    return unsigned(len(groups)) + b"".join(unsigned(n) + bytes([kind]) for n, kind in groups)


def _immediate(reader: Reader, kind: Imm) -> int | list[int]:
    """Read an immediate; return what the analysis wants of it."""
    if kind is Imm.INDEX:
        return reader.unsigned()
    if kind is Imm.MEMORY:
        if reader.unsigned() > 0x3F:  # alignment; bit 6 would say that a memory index follows
            raise invalid("malformed memory operand", reader.at)
        return reader.unsigned()
    if kind is Imm.SIGNED32 or kind is Imm.BLOCK_TYPE:
        return reader.signed(33 if kind is Imm.BLOCK_TYPE else 32)
    if kind is Imm.SIGNED64:
        return reader.signed(64)
    if kind is Imm.BYTES4 or kind is Imm.BYTES8:
        reader.bytes(4 if kind is Imm.BYTES4 else 8)
        return 0
    if kind is Imm.BR_TABLE:
        labels = [reader.unsigned() for _ in range(reader.count())]
        return [*labels, reader.unsigned()]
    if kind is Imm.TWO_INDICES:
        first = reader.unsigned()
        reader.unsigned()
        return first
    if kind is Imm.TRY_TABLE:
        return _try_table(reader)
    if kind is Imm.PREFIXED:
        number = reader.unsigned()
        if number not in PREFIXED_EFFECT:
            raise invalid(f"unknown instruction 0xfc {number}", reader.at)
        for _ in range(PREFIXED_EFFECT[number][1]):
            reader.unsigned()
        return number
    if kind is Imm.TYPES:
        reader.bytes(reader.count())
        return 0
    if kind is Imm.HEAP_TYPE:
        return reader.signed(33)
    raise invalid(f"unknown instruction {reader.data[reader.at - 1]:#04x}", reader.at)


def _try_table(reader: Reader) -> list[int]:
    """Return the block type of a ``try_table``, then the label of each of its handlers."""
    found = [reader.signed(33)]
    for _ in range(reader.count()):
        catch = reader.byte()
        if catch > 3:
            raise invalid("unknown catch clause", reader.at)
        if catch < 2:  # catch, catch_ref: a tag first; catch_all, catch_all_ref have none
            reader.unsigned()
        found.append(reader.unsigned())
    return found
