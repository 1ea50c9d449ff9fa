"""From the artifact to a compiled module: repair once, compile once, remember both."""

import contextlib
import hashlib
import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import wasmtime

from kibako import paths
from kibako.errors import BoardError, FileError
from kibako.virtual.interpreter import artifact
from kibako.virtual.interpreter.store import CompiledStore

REPAIR_VERSION = 7
"""Raised whenever the repair makes another module of the same artifact."""

_MAX_STACK_BYTES = 512 * 1024  # enough for MicroPython's own limit; above 2 MiB wasmtime panics


@dataclass(frozen=True)
class InterpreterState:
    """What is known about the interpreter's module.

    Attributes:
        artifact_ok: Whether the installed artifact is the pinned one.
        package_version: Version of the package that carries it, ``-`` if absent.
        repair_version: Version of the repair pass.
        wasmtime_version: Version of wasmtime.
        cached: The compiled module in the cache, or None.
        cache_folder: Where the cache is, or None when no folder can be made.
    """

    artifact_ok: bool
    package_version: str
    repair_version: int
    wasmtime_version: str
    cached: Path | None
    cache_folder: Path | None


_lock = threading.Lock()
_ready: dict[str, Path | bytes] = {}  # by cache key: the checked file, or its contents


def new_engine() -> wasmtime.Engine:
    """Return a new engine; see :func:`kibako.virtual.interpreter.new_engine`."""
    config = wasmtime.Config()
    config.consume_fuel = True
    config.epoch_interruption = True
    config.wasm_exceptions = True
    config.max_wasm_stack = _MAX_STACK_BYTES
    config.memory_may_move = False  # so that its address is asked for once only (memory.py)
    config.cranelift_nan_canonicalization = True  # a NaN has the same bits on every processor
    return wasmtime.Engine(config)


def load_module(
    engine: wasmtime.Engine, on_compile: Callable[[], None] | None = None
) -> wasmtime.Module:
    """Return the compiled module; see :func:`kibako.virtual.interpreter.load_module`."""
    key = _key()
    with _lock:  # thirty boards that start at once compile once
        compiled = _ready.get(key)
        store = None if compiled else _store()
        compiled = compiled or (store.find(key) if store else None)
        module = _deserialized(engine, compiled) if compiled else None
        if compiled and module:
            _ready[key] = compiled
            return module
        if on_compile:
            on_compile()
        module = wasmtime.Module(engine, module_bytes())
        data = bytes(module.serialize())
        store = store or _store()
        _ready[key] = (store.keep(key, data) if store else None) or data
    return module


def module_bytes() -> bytes:
    """Return the WebAssembly that boards run.

    Returns:
        The artifact, checked and repaired.

    Raises:
        BoardError: The artifact is missing or is not the pinned one.
    """
    from kibako.virtual.interpreter.repair import repair  # here: a cached module needs none of it

    return repair(artifact.read_artifact())


def state() -> InterpreterState:
    """Return what is known about the module; see :func:`kibako.virtual.interpreter.state`."""
    artifact_ok = False
    with contextlib.suppress(BoardError):
        artifact_ok = bool(artifact.read_artifact())
    store = _store()
    return InterpreterState(
        artifact_ok=artifact_ok,
        package_version=artifact.package_version(),
        repair_version=REPAIR_VERSION,
        wasmtime_version=_wasmtime_version(),
        cached=store.find(_key()) if store else None,
        cache_folder=store.folder if store else None,
    )


@cache
def _wasmtime_version() -> str:
    return metadata.version("wasmtime")


def _store() -> CompiledStore | None:
    """Return the cache, or None: a home that is read-only, full or absent has none."""
    try:
        return CompiledStore(paths.cache_dir() / "interpreter")
    except (FileError, OSError, RuntimeError):  # RuntimeError: there is no home folder at all
        return None


def _key() -> str:
    parts = (
        artifact.ARTIFACT_SHA256,
        str(REPAIR_VERSION),
        _wasmtime_version(),
        platform.system(),
        platform.machine(),
        str(_MAX_STACK_BYTES),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _deserialized(engine: wasmtime.Engine, compiled: Path | bytes) -> wasmtime.Module | None:
    """Return the module, or None: another processor, a wasmtime that judges it otherwise."""
    try:
        if isinstance(compiled, bytes):
            return wasmtime.Module.deserialize(engine, compiled)
        return wasmtime.Module.deserialize_file(engine, str(compiled))
    except wasmtime.WasmtimeError:
        return None
