"""Walking through a function once: what is on the operand stack, and where control can go.

WebAssembly is a stack machine with structured control flow. Two questions decide the repair, and
both are answered by one walk over the instructions:

* **What is on the operand stack at each call?** The values under the arguments stay there during
  the call, in a place that the collector cannot see. The walk *simulates* the stack, as a
  validator does, with a small description of each value instead of its type.
* **Where can control go next?** Blocks, loops and branches are cut into *basic blocks*, straight
  runs of instructions, with an edge for each way from one to the next. The liveness analysis
  then runs on this graph. A call inside a ``try_table`` may also go to each of its handlers.

On the way the walk notes for each local what its values are made of, to tell numbers from
pointers, and pointers from pointers *derived* by arithmetic.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from kibako.virtual.interpreter.binary import I32, FunctionType, Module, WasmError
from kibako.virtual.interpreter.body import Body
from kibako.virtual.interpreter.opcodes import EFFECT, PREFIXED_EFFECT, Op, Result

EMPTY_BLOCK = -64


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


@dataclass(slots=True)
class _Frame:
    """An open block, loop, if or try_table."""

    op: int
    height: int
    params: int
    results: bytes
    target: int
    otherwise: int = -1
    handlers: tuple[int, ...] = ()
    dead: bool = False


def walk(body: Body, signature: FunctionType, module: Module, collecting: frozenset[int]) -> Flow:
    """Walk through a function.

    Args:
        body: The decoded body.
        signature: Its type.
        module: The module, for the types of what it calls.
        collecting: Functions that may end in the collector when called.

    Returns:
        The basic blocks, the calls and the locals' origins.

    Raises:
        WasmError: The body is not valid WebAssembly.
    """
    return _Walk(body, signature, module, collecting).run()


class _Walk:
    """The state of a walk; see :func:`walk`."""

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
        self.exit = 1
        self.current = 0
        self.loops = 0
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
        self.frames = [_Frame(Op.BLOCK, 0, 0, signature.results, 1)]

    def run(self) -> Flow:
        """Go through all instructions."""
        stack = self.stack
        for at, (op, arg) in enumerate(zip(self.body.ops, self.body.args, strict=True)):
            if op == Op.LOCAL_GET and isinstance(arg, int):
                self._local_get(arg, at)
            elif op == Op.LOCAL_SET and isinstance(arg, int):
                self._local_set(arg, at, self._pop())
            elif op == Op.LOCAL_TEE and isinstance(arg, int):
                self._local_set(arg, at, self._pop())
                self._local_get(arg, at)
            elif effect := EFFECT[op]:
                if effect.result:
                    stack.append(self._computed(op, effect.pops, effect.result, at))
                elif effect.pushes:
                    for _ in range(effect.pops):
                        self._pop()
                    stack.append(Value(0, -1, at))
                else:
                    for _ in range(effect.pops):
                        self._pop()
            elif isinstance(arg, int):
                self._structured(op, arg, at)
            else:
                self._many_labels(op, arg, at)
        if self.frames:
            raise WasmError("function body without its end")
        self.flow.order.append(1)
        return self.flow

    # The operand stack

    def _pop(self) -> Value:
        frame = self._frame(0)
        if len(self.stack) > frame.height:
            return self.stack.pop()
        if frame.dead:  # after a branch anything may be taken from the stack: no code runs here
            return PLAIN
        raise WasmError("operand stack underflow")

    def _computed(self, op: int, pops: int, result: Result, at: int) -> Value:
        operands = [self._pop() for _ in range(pops)]
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
        return self.body.ops[at - 1] == 0x41 and isinstance(arg, int) and 0 <= arg <= 0xFFFF

    def _push_types(self, types: bytes, at: int) -> None:
        for kind in types:
            self.stack.append(Value(self.flow.pointer if kind == I32 else 0, -1, at))

    def _local_get(self, local: int, at: int) -> None:
        if local >= len(self.types):
            raise WasmError("unknown local")
        if self.types[local] == I32:
            self.stack.append(Value(1 << local, local, at))
            self.flow.blocks[self.current].events.append(local * 4)
        else:
            self.stack.append(Value(0, -1, at))

    def _local_set(self, local: int, at: int, value: Value) -> None:
        if local >= len(self.types):
            raise WasmError("unknown local")
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

    # Control flow

    def _frame(self, label: int) -> _Frame:
        if label >= len(self.frames):
            raise WasmError("unknown label")
        return self.frames[-1 - label]

    def _new_block(self) -> int:
        self.flow.blocks.append(BasicBlock(handlers=self._handlers()))
        return len(self.flow.blocks) - 1

    def _handlers(self) -> tuple[int, ...]:
        return tuple(h for frame in self.frames for h in frame.handlers)

    def _enter(self, block: int) -> None:
        self.current = block
        self.flow.order.append(block)

    def _go(self, block: int) -> None:
        self.flow.blocks[self.current].successors.append(block)

    def _leave(self) -> None:
        """Go on after an instruction that never goes on: nothing leads to what follows."""
        frame = self._frame(0)
        del self.stack[frame.height :]
        frame.dead = True
        self._enter(self._new_block())

    def _block_type(self, number: int) -> FunctionType:
        if number == EMPTY_BLOCK:
            return FunctionType(b"", b"")
        if number < 0:
            return FunctionType(b"", bytes([number & 0x7F]))
        if number >= len(self.module.types):
            raise WasmError("unknown type")
        return self.module.types[number]

    def _open(self, op: int, number: int, at: int, handlers: tuple[int, ...] = ()) -> None:
        kind = self._block_type(number)
        for _ in kind.params:
            self._pop()
        height = len(self.stack)
        target = (
            self._new_block()
        )  # where a branch to this label goes: a loop's start, else the end
        frame = _Frame(op, height, len(kind.params), kind.results, target, handlers=handlers)
        if op == Op.IF:
            frame.otherwise = self._new_block()
            self._go(frame.otherwise)
        self.frames.append(frame)
        self._push_types(kind.params, at)
        if op == Op.LOOP:
            self.loops += 1
            self._go(target)
            self._enter(target)
        elif op != Op.BLOCK:
            inside = self._new_block()
            self._go(inside)
            self._enter(inside)

    def _end(self, at: int) -> None:
        frame = self._frame(0)
        for _ in frame.results:
            self._pop()
        if len(self.stack) > frame.height:
            raise WasmError("values left at the end of a block")
        self.frames.pop()
        if frame.op == Op.LOOP:
            self.loops -= 1
            after = self._new_block()
        else:
            after = frame.target
            if frame.otherwise >= 0:  # an if without else
                self.flow.blocks[frame.otherwise].successors.append(after)
                self.flow.order.append(frame.otherwise)
        self._go(after)
        if self.frames:
            self._enter(after)
            self._push_types(frame.results, at)

    def _structured(self, op: int, arg: int, at: int) -> None:
        if op in (Op.BLOCK, Op.LOOP):
            self._open(op, arg, at)
        elif op == Op.IF:
            self._pop()
            self._open(op, arg, at)
        elif op == Op.ELSE:
            self._else(at)
        elif op == Op.END:
            self._end(at)
        elif op == Op.BR_IF:
            self._pop()
            self._go(self._frame(arg).target)
            self._go(len(self.flow.blocks))
            self._enter(self._new_block())
        elif op == Op.BR:
            self._go(self._frame(arg).target)
            self._leave()
        elif op == Op.CALL:
            self._call(self.module.function_type(arg), arg in self.collecting, at)
        elif op == Op.CALL_INDIRECT:
            self._pop()
            if arg >= len(self.module.types):
                raise WasmError("unknown type")
            self._call(self.module.types[arg], self.indirect, at)
        elif op in (Op.THROW, Op.THROW_REF):
            self.flow.blocks[self.current].throws = True
            self._leave()
        elif op in (Op.UNREACHABLE, Op.RETURN):
            self._leave()
        else:
            effect = PREFIXED_EFFECT[arg][0]
            for _ in range(effect.pops):
                self._pop()
            for _ in range(effect.pushes):
                self.stack.append(Value(0, -1, at))

    def _else(self, at: int) -> None:
        frame = self._frame(0)
        if frame.otherwise < 0:
            raise WasmError("else without if")
        self._go(frame.target)
        del self.stack[frame.height :]
        frame.dead = False
        self._push_types(bytes([I32]) * frame.params, at)
        self._enter(frame.otherwise)
        frame.otherwise = -1

    def _many_labels(self, op: int, arg: list[int], at: int) -> None:
        if op == Op.BR_TABLE:
            self._pop()
            for label in set(arg):
                self._go(self._frame(label).target)
            self._leave()
        else:
            handlers = tuple(self._frame(label).target for label in arg[1:])
            self._open(op, arg[0], at, handlers)

    def _call(self, kind: FunctionType, collects: bool, at: int) -> None:
        arguments = [self._pop() for _ in kind.params]
        self.flow.blocks[self.current].throws = True
        if collects:
            beneath = [(h, value) for h, value in enumerate(self.stack) if value.origin]
            self.flow.blocks[self.current].events.append(len(self.flow.calls) * 4 + 2)
            self.flow.calls.append(Call(at, self.loops, beneath, arguments))
        self._push_types(kind.results, at)
