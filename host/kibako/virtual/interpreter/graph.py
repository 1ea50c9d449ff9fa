"""What is known of a function after one walk through it: values, calls, basic blocks.

``operands`` and ``flow`` fill these in; ``liveness`` and ``spilling`` read them.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Value(NamedTuple):
    """What is known of a value on the operand stack.

    Attributes:
        origin: A bit set: the locals it is made of, and :attr:`Flow.pointer` if it may be a
            pointer from memory. 0 is a plain number.
        copy_of: The local whose current value it is, or -1.
        made_at: The index of the instruction that pushed it.
    """

    origin: int
    copy_of: int
    made_at: int


PLAIN = Value(0, -1, -1)


@dataclass(slots=True)
class Call:
    """A call that may end in the collector.

    Attributes:
        at: The index of the call instruction.
        depth: How many loops it stands in.
        beneath: What lies on the stack under its arguments, with the height of each.
        arguments: The arguments that it takes.
    """

    at: int
    depth: int
    beneath: list[tuple[int, Value]]
    arguments: list[Value]


@dataclass(slots=True)
class BasicBlock:
    """A straight run of instructions.

    Attributes:
        events: What happens in it, in order: a local read (``4x``), a local written
            (``4x + 1``) or a call that may end in the collector (``4k + 2``).
        successors: The blocks that may come next.
        handlers: The blocks that may come next if a call in it throws.
        throws: Whether there is any call in it.
    """

    events: list[int] = field(default_factory=list[int])
    successors: list[int] = field(default_factory=list[int])
    handlers: tuple[int, ...] = ()
    throws: bool = False


@dataclass(slots=True)
class Flow:
    """What the walk found out about a function.

    Attributes:
        pointer: The bit of an origin that says "perhaps a pointer from memory".
        blocks: The basic blocks; the first is the entry.
        order: Block numbers in the order in which their code stands.
        calls: The calls that may end in the collector.
        writes: Each write of a local as (local, instruction, loop depth).
        origins: For each local, what its values are made of: a bit set as in :class:`Value`.
        derived: For each local, the locals that it was computed from by arithmetic.
        copies: For each local, the locals that it was copied from.
    """

    pointer: int
    blocks: list[BasicBlock]
    order: list[int]
    calls: list[Call]
    writes: list[tuple[int, int, int]]
    origins: list[int]
    derived: list[int]
    copies: list[int]
