"""Small modules in which a "collector" lets the host look at what a real one would see.

A test module imports four functions: ``fresh`` gives a value that was never seen before, ``use``
takes one back, ``coin`` decides, ``look`` is called by the module's collector with the stack
pointer. The host keeps for each value the collections that came after it was made. When ``use``
gets it back, every one of them must have seen it on the stack: otherwise a real collector would
have freed it in between.
"""

import struct

import wasmtime
from kibako.virtual.interpreter.binary import CODE, read_module, write_code, write_module
from kibako.virtual.interpreter.body import decode
from kibako.virtual.interpreter.repair import spill

STACK_TOP = 8192
FLOOR = 1024
COLLECTOR = 4
FIRST_TOKEN = 1_000_000
PRELUDE = f"""(module
  (import "host" "fresh" (func $fresh (result i32)))
  (import "host" "use" (func $use (param i32)))
  (import "host" "coin" (func $coin (result i32)))
  (import "host" "look" (func $look (param i32)))
  (tag $oops (param i32))
  (memory (export "memory") 1)
  (global $sp (export "sp") (mut i32) (i32.const {STACK_TOP}))
  (func $collect (call $look (global.get $sp)))
"""


def spilled(text: str) -> bytes:
    """Return a test module with frames for the collector.

    Args:
        text: Functions in WebAssembly's text format.
    """
    module = read_module(bytes(wasmtime.wat2wasm(PRELUDE + text + ")")))
    new = spill(module, [decode(raw) for raw in module.bodies], COLLECTOR, FLOOR)
    module.replace(CODE, write_code(new))
    return write_module(module)


class Host:
    """Runs a test module and watches.

    Args:
        engine: The engine.
        text: Functions in the text format; the one exported as ``f`` is run.
        coins: What ``coin`` answers; 0 when they are used up.
        repaired: Whether to run the module with frames, or as it is.
    """

    def __init__(
        self,
        engine: wasmtime.Engine,
        text: str,
        coins: tuple[int, ...] = (),
        *,
        repaired: bool = True,
    ) -> None:
        self.coins = list(coins)
        self.next_token = FIRST_TOKEN
        self.born: dict[int, int] = {}
        self.seen: list[frozenset[int]] = []
        self.lost: list[int] = []
        self.used: list[int] = []
        self.store = wasmtime.Store(engine)
        self.store.set_fuel(1_000_000)
        self.store.set_epoch_deadline(1 << 40)
        linker = wasmtime.Linker(engine)
        i32 = wasmtime.ValType.i32()
        for name, params, results, function in (
            ("fresh", 0, 1, self._fresh),
            ("use", 1, 0, self._use),
            ("coin", 0, 1, self._coin),
            ("look", 1, 0, self._look),
        ):
            kind = wasmtime.FuncType([i32] * params, [i32] * results)
            linker.define(self.store, "host", name, wasmtime.Func(self.store, kind, function))
        code = spilled(text) if repaired else bytes(wasmtime.wat2wasm(PRELUDE + text + ")"))
        instance = linker.instantiate(self.store, wasmtime.Module(engine, code))
        self.exports = instance.exports(self.store)

    def call(self, *arguments: int) -> int | float | None:
        """Call ``f``."""
        return self.exports["f"](self.store, *arguments)

    def token(self) -> int:
        """Return a fresh value for use as an argument."""
        return self._fresh()

    @property
    def stack_pointer(self) -> int:
        """The shadow stack's pointer."""
        return self.exports["sp"].value(self.store)

    def _fresh(self) -> int:
        self.next_token += 16
        self.born[self.next_token] = len(self.seen)
        return self.next_token

    def _use(self, token: int) -> None:
        self.used.append(token)
        since = self.seen[self.born[token] :] if token in self.born else []
        if not all(token in seen for seen in since):
            self.lost.append(token)

    def _coin(self) -> int:
        return self.coins.pop(0) if self.coins else 0

    def _look(self, pointer: int) -> None:
        words = self.exports["memory"].read(self.store, pointer, STACK_TOP)
        self.seen.append(frozenset(struct.unpack(f"<{len(words) // 4}I", words)))
