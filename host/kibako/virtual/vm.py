"""One life of the interpreter: from power-up until it ends, resets or breaks.

The board's thread runs in here. Wasmtime's epoch calls us back inside any loop of the program,
on that same thread, and we may then change the interpreter's memory: so Ctrl-C and pin
interrupts reach a program that never calls anything.
"""

import ctypes
from collections.abc import Callable

import wasmtime
from wasmtime import _bindings as ffi  # pyright: ignore[reportPrivateUsage]

from kibako.virtual.ends import BoardBroken, BoardExit, StopBoard
from kibako.virtual.interpreter.imports import Imports
from kibako.virtual.interpreter.room import HOST_RESULT_BYTES
from kibako.virtual.memory import Memory, MemoryFault
from kibako.virtual.wasi import Wasi

_ENDLESS_FUEL = 1 << 62
_NAMES_MAX = 500
_BOOTSTRAP = "import sys\nsys.path[:]=['/.fw']\nimport kernel\nkernel.run(globals())"

# As in wasmtime's C header; the binding leaves these two types without names.
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_size_t,
    ctypes.POINTER(ffi.wasmtime_context_t),
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint64),
    ctypes.POINTER(ffi.wasmtime_update_deadline_kind_t),
)
_Finalizer = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def command_line(heap_bytes: int) -> list[str]:
    """Return the interpreter's command line."""
    return ["micropython", "-X", f"heapsize={heap_bytes}", "-c", _BOOTSTRAP]


class Vm:
    """One instance of the interpreter.

    Args:
        engine: The board's engine.
        module: The interpreter, compiled for it.
        wasi: The system functions.
        call: Answers ``host.call(name, payload)``.
        on_epoch: Called on the board's thread inside a running program, after the engine's epoch
            was raised; what it raises ends this life.
    """

    def __init__(
        self,
        engine: wasmtime.Engine,
        module: wasmtime.Module,
        wasi: Wasi,
        call: Callable[[str, str], str],
        on_epoch: Callable[[], None],
    ) -> None:
        self._store = wasmtime.Store(engine)
        self._store.set_fuel(_ENDLESS_FUEL)
        self._context = ffi.wasmtime_store_context(self._store.ptr())  # pyright: ignore
        self._fuel = ctypes.c_uint64()
        self._fuel_pointer = ctypes.byref(self._fuel)
        self._call = call
        self._names: dict[bytes, str] = {}
        self._on_epoch = on_epoch
        self._imports = Imports(self._store)
        self._callback = _Callback(self._epoch)
        ffi.wasmtime_store_epoch_deadline_callback(
            self._store.ptr(), self._callback, None, _Finalizer()
        )
        self._store.set_epoch_deadline(1)
        self._instance = wasmtime.Instance(
            self._store, module, [self._import(i, wasi) for i in module.imports]
        )
        exports = self._instance.exports(self._store)
        memory = exports["memory"]
        assert isinstance(memory, wasmtime.Memory)  # noqa: S101 - for the type checker
        start = exports["_start"]
        assert isinstance(start, wasmtime.Func)  # noqa: S101 - the same
        self._start = start
        self.memory = Memory(self._store, memory)
        wasi.memory = self.memory

    def run(self) -> None:
        """Run the interpreter until its life is over.

        Raises:
            BoardExit: It ended by itself.
            StopBoard: The host ended it.
            BoardBroken: It broke.
        """
        try:
            self._start(self._store)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as exc:
            failure, self._imports.failure = self._imports.failure, None
            if isinstance(failure, MemoryFault):
                raise BoardBroken("memory fault") from failure
            if isinstance(failure, BoardExit | StopBoard | BoardBroken):
                raise failure from None
            if failure is not None:  # ours, then: the board is started again all the same
                raise BoardBroken(repr(failure)) from failure
            raise BoardBroken(_reason(exc)) from exc
        finally:
            self._imports.fuel_known = False
        raise BoardExit(0)

    def fuel(self) -> int:
        """Return how much fuel is left (without the binding, which takes three times as long)."""
        if not self._imports.fuel_known:
            ffi.wasmtime_context_get_fuel(self._context, self._fuel_pointer)  # pyright: ignore
            self._imports.fuel_known = True
        return self._fuel.value

    def close(self) -> None:
        """Give the memory back."""
        self._store.close()
        self._imports.close()

    def _import(self, wanted: wasmtime.ImportType, wasi: Wasi) -> wasmtime.Func:
        name = wanted.name or ""
        if name == "host_call":
            function: Callable[..., int | None] = self._host_call
        elif name == "host_result_cap":
            function = _host_result_bytes
        else:
            function = wasi.function(name)
        kind = wanted.type  # a type belongs to its engine: the module's own is of the right one
        if not isinstance(kind, wasmtime.FuncType):
            raise BoardBroken(f"unknown import {name}")
        return self._imports.function(kind, function)

    def _host_call(
        self, name: int, name_length: int, payload: int, length: int, out: int, room: int
    ) -> int:
        memory = self.memory
        called = memory.read(name, name_length)
        known = self._names.get(called)
        if known is None:
            known = called.decode("utf-8", "replace")
            if len(self._names) < _NAMES_MAX:
                self._names[called] = known
        answer = self._call(
            known, memory.read(payload, length).decode("utf-8", "replace") if length else ""
        )
        if not answer:
            return 0
        data = answer.encode("utf-8", "replace")
        if len(data) > room:
            data = b"!ValueError:answer too long"
        memory.write(out, data)
        return len(data)

    def _epoch(self, context: int, data: int, delta: object, kind: object) -> int:
        try:
            # Pointers of ctypes, whose types have no public names.
            delta[0] = 1  # type: ignore[index]
            kind[0] = 0  # type: ignore[index]
            self._on_epoch()
            return 0
        except BaseException as exc:  # noqa: BLE001 - nothing may leave a callback of C
            self._imports.failure = exc
        stopped = ffi.wasmtime_error_new(b"stopped")  # pyright: ignore
        return ctypes.cast(stopped, ctypes.c_void_p).value or 0  # pyright: ignore


def _host_result_bytes() -> int:
    return HOST_RESULT_BYTES


def _reason(exc: Exception) -> str:
    lines = str(exc).strip().splitlines()
    return lines[-1].strip() if lines else type(exc).__name__
