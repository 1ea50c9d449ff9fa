"""The operand stack and the locals, simulated: what each value is made of.

A validator keeps a type for each value on the operand stack. We keep what a collector would ask:
may it be a pointer, of which locals is it made, which instruction put it there? The stack knows
the block it is in only by its height, which ``flow`` looks after.
"""

from dataclasses import dataclass

from kibako.virtual.interpreter.binary import I32, FunctionType, Module, invalid
from kibako.virtual.interpreter.body import Body
from kibako.virtual.interpreter.graph import PLAIN, BasicBlock, Flow, Value
from kibako.virtual.interpreter.opcodes import Op, Result


@dataclass(slots=True)
class Frame:
    """An open block, loop, if or try_table."""

    op: int
    height: int
    params: int
    results: bytes
    target: int
    otherwise: int = -1
    handlers: tuple[int, ...] = ()
    dead: bool = False


class Operands:
    """The simulated stack of a function, and what its locals are made of.

    Args:
        body: The decoded body.
        signature: Its type.
        module: The module, for the types of what it calls.
        collecting: Functions that may end in the collector when called.
    """

    def __init__(
        self, body: Body, signature: FunctionType, module: Module, collecting: frozenset[int]
    ) -> None:
        types = body.local_types(signature.params)
        count = len(types)
        self.body = body
        self.module = module
        self.collecting = collecting
        self.indirect = bool(module.elements & collecting)
        self.types = types
        self.stack: list[Value] = []
        self.current = 0
        self.loops: int = 0
        self.flow = Flow(
            pointer=1 << count,
            blocks=[BasicBlock(), BasicBlock()],
            order=[0],
            calls=[],
            writes=[],
            origins=[1 << count if i < len(signature.params) else 0 for i in range(count)],
            derived=[0] * count,
            copies=[0] * count,
        )
        self.frames = [Frame(Op.BLOCK, 0, 0, signature.results, 1)]

    def pop(self) -> Value:
        """Take the topmost value from the stack."""
        frame = self.frame(0)
        if len(self.stack) > frame.height:
            return self.stack.pop()
        if frame.dead:  # after a branch anything may be taken from the stack: no code runs here
            return PLAIN
        raise invalid("operand stack underflow")

    def computed(self, op: int, pops: int, result: Result, at: int) -> Value:
        """Take the operands of a plain instruction, and return what its result is made of."""
        operands = [self.pop() for _ in range(pops)]
        if result is Result.POINTER:
            return Value(self.flow.pointer, -1, at)
        if result is Result.FIRST:
            return Value(operands[-1].origin, -1, at)
        if op == Op.I32_AND and self._small_mask(at):
            return Value(0, -1, at)
        if pops == 3:
            operands = operands[1:]
        return Value(operands[0].origin | operands[1].origin, -1, at)

    def _small_mask(self, at: int) -> bool:
        """Return whether the operand just before is a constant that leaves a few low bits."""
        arg = self.body.args[at - 1]
        return self.body.ops[at - 1] == Op.I32_CONST and isinstance(arg, int) and 0 <= arg <= 0xFFFF

    def push_types(self, types: bytes, at: int) -> None:
        """Push values of which only the types are known: the results of a call or a block."""
        for kind in types:
            self.stack.append(Value(self.flow.pointer if kind == I32 else 0, -1, at))

    def local_get(self, local: int, at: int) -> None:
        """Push the value of a local."""
        if local >= len(self.types):
            raise invalid("unknown local")
        if self.types[local] == I32:
            self.stack.append(Value(1 << local, local, at))
            self.flow.blocks[self.current].events.append(local * 4)
        else:
            self.stack.append(Value(0, -1, at))

    def local_set(self, local: int, at: int, value: Value) -> None:
        """Write a local, and note what its value is made of."""
        if local >= len(self.types):
            raise invalid("unknown local")
        if self.types[local] != I32:
            return
        flow = self.flow
        flow.blocks[self.current].events.append(local * 4 + 1)
        flow.writes.append((local, at, self.loops))
        flow.origins[local] |= value.origin
        if value.copy_of >= 0:
            flow.copies[local] |= 1 << value.copy_of
        else:
            flow.derived[local] |= value.origin & ~flow.pointer
        for height, waiting in enumerate(self.stack):
            if waiting.copy_of == local:  # what waits on the stack is the local's old value
                self.stack[height] = waiting._replace(copy_of=-1)

    def settle(self) -> None:
        """Treat what waits on the stack as values of their own, no longer as copies of locals.

        A loop may write a local after a call; in the next round the call meets the new value in
        the local's slot, while the old one still waits on the stack.
        """
        self.stack[:] = [value._replace(copy_of=-1) for value in self.stack]

    def frame(self, label: int) -> Frame:
        """Return the open block that a label names: 0 is the innermost."""
        if label >= len(self.frames):
            raise invalid("unknown label")
        return self.frames[-1 - label]
