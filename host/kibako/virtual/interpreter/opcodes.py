"""The instructions of WebAssembly: what follows the opcode, and what they do to the stack.

Two tables, indexed by the opcode's byte. :data:`IMMEDIATE` says which *immediates* (constants in
the code) follow; :data:`EFFECT` says how many operands a plain instruction takes from the
operand stack and gives to it, and whether the result may be a pointer into MicroPython's heap.
Instructions with an effect of their own (calls, branches, locals) are handled in ``flow``.
"""

from enum import IntEnum
from typing import NamedTuple


class Op(IntEnum):
    """The opcodes that the analysis names."""

    UNREACHABLE = 0x00
    BLOCK = 0x02
    LOOP = 0x03
    IF = 0x04
    ELSE = 0x05
    THROW = 0x08
    THROW_REF = 0x0A
    END = 0x0B
    BR = 0x0C
    BR_IF = 0x0D
    BR_TABLE = 0x0E
    RETURN = 0x0F
    CALL = 0x10
    CALL_INDIRECT = 0x11
    TRY_TABLE = 0x1F
    LOCAL_GET = 0x20
    LOCAL_SET = 0x21
    LOCAL_TEE = 0x22
    GLOBAL_GET = 0x23
    GLOBAL_SET = 0x24
    I32_LOAD = 0x28
    I32_STORE = 0x36
    I32_CONST = 0x41
    I32_LT_U = 0x49
    I32_ADD = 0x6A
    I32_SUB = 0x6B
    I32_AND = 0x71
    I32_OR = 0x72
    I32_XOR = 0x73
    I32_WRAP_I64 = 0xA7


class Imm(IntEnum):
    """The kinds of immediates."""

    UNKNOWN = 0
    """No instruction that we know: refused."""
    NONE = 1
    INDEX = 2
    SIGNED32 = 3
    SIGNED64 = 4
    BYTES4 = 5
    BYTES8 = 6
    BLOCK_TYPE = 7
    MEMORY = 8
    BR_TABLE = 9
    TWO_INDICES = 10
    TRY_TABLE = 11
    PREFIXED = 12
    TYPES = 13
    HEAP_TYPE = 14


class Result(IntEnum):
    """What an instruction's result can be, seen by a garbage collector."""

    PLAIN = 0
    """A number: no pointer, whatever the operands."""
    POINTER = 1
    """Perhaps a pointer: it comes from memory."""
    EITHER = 2
    """A pointer, or derived from one, if an operand is."""
    FIRST = 3
    """A pointer, or derived from one, if the first operand is."""


class Effect(NamedTuple):
    """What a plain instruction does to the operand stack."""

    pops: int
    pushes: int
    result: Result = Result.PLAIN


def _immediates() -> list[Imm]:
    table = [Imm.UNKNOWN] * 256
    for op in (0x00, 0x01, 0x05, 0x0A, 0x0B, 0x0F, 0x1A, 0x1B, 0xD1, *range(0x45, 0xC5)):
        table[op] = Imm.NONE
    for op in (0x08, 0x0C, 0x0D, 0x10, *range(0x20, 0x27), 0x3F, 0x40, 0xD2):
        table[op] = Imm.INDEX
    for op in range(0x28, 0x3F):
        table[op] = Imm.MEMORY
    for op in (Op.BLOCK, Op.LOOP, Op.IF):
        table[op] = Imm.BLOCK_TYPE
    table[Op.BR_TABLE] = Imm.BR_TABLE
    table[Op.CALL_INDIRECT] = Imm.TWO_INDICES
    table[Op.TRY_TABLE] = Imm.TRY_TABLE
    table[0x1C] = Imm.TYPES
    table[0x41], table[0x42] = Imm.SIGNED32, Imm.SIGNED64
    table[0x43], table[0x44] = Imm.BYTES4, Imm.BYTES8
    table[0xD0] = Imm.HEAP_TYPE
    table[0xFC] = Imm.PREFIXED
    return table


def _effects() -> list[Effect | None]:
    table: list[Effect | None] = [None] * 256
    unary = (0x45, 0x50, *range(0x67, 0x6A), *range(0x79, 0x7C), *range(0x8B, 0x92))
    for op in (
        *unary,
        *range(0x99, 0xA0),
        *range(0xA7, 0xC5),
        *range(0x28, 0x36),
        0x40,
        0x25,
        0xD1,
    ):
        table[op] = Effect(1, 1)
    binary = (*range(0x46, 0x50), *range(0x51, 0x67), *range(0x6A, 0x79), *range(0x7C, 0x8B))
    for op in (*binary, *range(0x92, 0x99), *range(0xA0, 0xA7)):
        table[op] = Effect(2, 1)
    for op in (0x3F, 0x41, 0x42, 0x43, 0x44, Op.GLOBAL_GET, 0xD0, 0xD2):
        table[op] = Effect(0, 1)
    for op in (*range(0x36, 0x3F), 0x26):
        table[op] = Effect(2, 0)
    for op in (0x1A, Op.GLOBAL_SET):
        table[op] = Effect(1, 0)
    table[0x01] = Effect(0, 0)
    table[0x1B] = table[0x1C] = Effect(3, 1, Result.EITHER)  # select: the condition is plain
    table[Op.I32_LOAD] = Effect(1, 1, Result.POINTER)
    table[Op.I32_WRAP_I64] = Effect(1, 1, Result.POINTER)  # two fields are sometimes moved as one
    for op in (Op.I32_ADD, Op.I32_OR, Op.I32_XOR, Op.I32_AND):
        table[op] = Effect(2, 1, Result.EITHER)
    table[Op.I32_SUB] = Effect(2, 1, Result.FIRST)
    return table


IMMEDIATE = _immediates()
EFFECT = _effects()

PREFIXED_EFFECT: dict[int, tuple[Effect, int]] = {
    **{number: (Effect(1, 1), 0) for number in range(8)},  # saturating conversions
    8: (Effect(3, 0), 2),  # memory.init
    9: (Effect(0, 0), 1),  # data.drop
    10: (Effect(3, 0), 2),  # memory.copy
    11: (Effect(3, 0), 1),  # memory.fill
    12: (Effect(3, 0), 2),  # table.init
    13: (Effect(0, 0), 1),  # elem.drop
    14: (Effect(3, 0), 2),  # table.copy
    15: (Effect(2, 1), 1),  # table.grow
    16: (Effect(0, 1), 1),  # table.size
    17: (Effect(3, 0), 1),  # table.fill
}
"""Instructions behind the prefix 0xFC: their effect, and how many indices follow."""
