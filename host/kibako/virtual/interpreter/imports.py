"""Functions of ours that the interpreter calls.

Wasmtime's own Python binding is not used for them: it keeps an exception of a called function in
one place for the whole process, where boards on several threads take each other's, and it builds
type objects at every call, which costs more than the call.
"""

import ctypes
import struct
from collections.abc import Callable

import wasmtime
from wasmtime import _bindings as ffi  # pyright: ignore[reportPrivateUsage]

_RAW = {"i32": "i12x", "i64": "q8x"}
"""How a value lies in memory (``wasmtime_val_raw``: 16 bytes each)."""

# As in wasmtime's C header; the binding leaves this type without a name.
_Finalizer = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class Imports:
    """The functions that one instance of the interpreter is given; it has to outlive them.

    Args:
        store: The instance's store.
    """

    def __init__(self, store: wasmtime.Store) -> None:
        self._store = store
        self._kept: list[object] = []
        self.failure: BaseException | None = None
        """What a function raised; the call into the interpreter has ended with a trap."""
        self.fuel_known = False
        """Whether somebody asked for the fuel since the interpreter called: it burns none here."""

    def function(self, kind: wasmtime.FuncType, work: Callable[..., int | None]) -> wasmtime.Func:
        """Return a function for the interpreter.

        Args:
            kind: Its type, with i32 and i64 only.
            work: What it does; takes signed integers.

        Returns:
            The function, for the list of imports.
        """
        takes = struct.Struct("<" + "".join(_RAW[str(param)] for param in kind.params))
        gives = next((str(result) for result in kind.results), "")

        def called(
            _env: int, _caller: object, values: "ctypes.Array[ffi.wasmtime_val_raw]", _n: int
        ) -> int:
            try:
                self.fuel_known = False
                result = work(*takes.unpack(ctypes.string_at(values, takes.size)))
                if gives and result is not None:
                    setattr(values[0], gives, result)
            except BaseException as exc:  # noqa: BLE001 - nothing may leave a callback of C
                self.failure = exc
                return _trap()
            return 0

        callback = ffi.wasmtime_func_unchecked_callback_t(called)
        self._kept.append(callback)
        function = ffi.wasmtime_func_t()
        ffi.wasmtime_func_new_unchecked(
            ffi.wasmtime_store_context(self._store.ptr()),  # pyright: ignore
            kind.ptr(),
            callback,
            None,
            _Finalizer(),
            ctypes.byref(function),
        )
        return wasmtime.Func._from_raw(function)  # pyright: ignore[reportPrivateUsage]

    def close(self) -> None:
        """Let go of the functions; the store is closed."""
        self._kept.clear()


def _trap() -> int:
    message = b"stopped"
    found = ffi.wasmtime_trap_new(message, len(message))  # pyright: ignore
    return ctypes.cast(found, ctypes.c_void_p).value or 0  # pyright: ignore
