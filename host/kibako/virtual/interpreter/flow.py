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

from kibako.virtual.interpreter.binary import I32, FunctionType, Module, invalid
from kibako.virtual.interpreter.body import Body
from kibako.virtual.interpreter.graph import BasicBlock, Call, Flow, Value
from kibako.virtual.interpreter.opcodes import EFFECT, PREFIXED_EFFECT, Op
from kibako.virtual.interpreter.operands import Frame, Operands

EMPTY_BLOCK = -64


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


class _Walk(Operands):
    """The state of a walk; see :func:`walk`."""

    def run(self) -> Flow:
        """Go through all instructions."""
        stack = self.stack
        for at, (op, arg) in enumerate(zip(self.body.ops, self.body.args, strict=True)):
            if op == Op.LOCAL_GET and isinstance(arg, int):
                self.local_get(arg, at)
            elif op == Op.LOCAL_SET and isinstance(arg, int):
                self.local_set(arg, at, self.pop())
            elif op == Op.LOCAL_TEE and isinstance(arg, int):
                self.local_set(arg, at, self.pop())
                self.local_get(arg, at)
            elif effect := EFFECT[op]:
                if effect.result:
                    stack.append(self.computed(op, effect.pops, effect.result, at))
                elif effect.pushes:
                    for _ in range(effect.pops):
                        self.pop()
                    stack.append(Value(0, -1, at))
                else:
                    for _ in range(effect.pops):
                        self.pop()
            elif isinstance(arg, int):
                self._structured(op, arg, at)
            else:
                self._many_labels(op, arg, at)
        if self.frames:
            raise invalid("function body without its end")
        self.flow.order.append(1)
        return self.flow

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
        frame = self.frame(0)
        del self.stack[frame.height :]
        frame.dead = True
        self._enter(self._new_block())

    def _block_type(self, number: int) -> FunctionType:
        if number == EMPTY_BLOCK:
            return FunctionType(b"", b"")
        if number < 0:
            return FunctionType(b"", bytes([number & 0x7F]))
        if number >= len(self.module.types):
            raise invalid("unknown type")
        return self.module.types[number]

    def _open(self, op: int, number: int, at: int, handlers: tuple[int, ...] = ()) -> None:
        kind = self._block_type(number)
        for _ in kind.params:
            self.pop()
        height = len(self.stack)
        target = (
            self._new_block()
        )  # where a branch to this label goes: a loop's start, else the end
        frame = Frame(op, height, len(kind.params), kind.results, target, handlers=handlers)
        if op == Op.IF:
            frame.otherwise = self._new_block()
            self._go(frame.otherwise)
        self.frames.append(frame)
        self.push_types(kind.params, at)
        if op == Op.LOOP:
            self.settle()
            self.loops += 1
            self._go(target)
            self._enter(target)
        elif op != Op.BLOCK:
            inside = self._new_block()
            self._go(inside)
            self._enter(inside)

    def _end(self, at: int) -> None:
        frame = self.frame(0)
        for _ in frame.results:
            self.pop()
        if len(self.stack) > frame.height:
            raise invalid("values left at the end of a block")
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
            self.push_types(frame.results, at)

    def _structured(self, op: int, arg: int, at: int) -> None:
        if op in (Op.BLOCK, Op.LOOP):
            self._open(op, arg, at)
        elif op == Op.IF:
            self.pop()
            self._open(op, arg, at)
        elif op == Op.ELSE:
            self._else(at)
        elif op == Op.END:
            self._end(at)
        elif op == Op.BR_IF:
            self.pop()
            self._go(self.frame(arg).target)
            self._go(len(self.flow.blocks))
            self._enter(self._new_block())
        elif op == Op.BR:
            self._go(self.frame(arg).target)
            self._leave()
        elif op == Op.CALL:
            self._call(self.module.function_type(arg), arg in self.collecting, at)
        elif op == Op.CALL_INDIRECT:
            self.pop()
            if arg >= len(self.module.types):
                raise invalid("unknown type")
            self._call(self.module.types[arg], self.indirect, at)
        elif op in (Op.THROW, Op.THROW_REF):
            self.flow.blocks[self.current].throws = True
            self._leave()
        elif op in (Op.UNREACHABLE, Op.RETURN):
            self._leave()
        else:
            effect = PREFIXED_EFFECT[arg][0]
            for _ in range(effect.pops):
                self.pop()
            for _ in range(effect.pushes):
                self.stack.append(Value(0, -1, at))

    def _else(self, at: int) -> None:
        frame = self.frame(0)
        if frame.otherwise < 0:
            raise invalid("else without if")
        self._go(frame.target)
        del self.stack[frame.height :]
        frame.dead = False
        self.push_types(bytes([I32]) * frame.params, at)
        self._enter(frame.otherwise)
        frame.otherwise = -1

    def _many_labels(self, op: int, arg: list[int], at: int) -> None:
        if op == Op.BR_TABLE:
            self.pop()
            for label in set(arg):
                self._go(self.frame(label).target)
            self._leave()
        else:
            handlers = tuple(self.frame(label).target for label in arg[1:])
            self._open(op, arg[0], at, handlers)

    def _call(self, kind: FunctionType, collects: bool, at: int) -> None:
        arguments = [self.pop() for _ in kind.params]
        self.flow.blocks[self.current].throws = True
        if collects:
            beneath = [(h, value) for h, value in enumerate(self.stack) if value.origin]
            self.flow.blocks[self.current].events.append(len(self.flow.calls) * 4 + 2)
            self.flow.calls.append(Call(at, self.loops, beneath, arguments))
        self.push_types(kind.results, at)
