"""The WebAssembly module that holds MicroPython, ready to be instantiated.

Two functions are all that the rest of Kibako needs: :func:`new_engine` gives a wasmtime engine
(one a board, because stopping a board stops every store of its engine) and :func:`load_module`
gives the compiled module for it. :func:`state` says for ``kibako doctor`` what lies in the cache.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import wasmtime

    from kibako.virtual.interpreter.loading import InterpreterState

__all__ = ["load_module", "new_engine", "state"]

# This package's modules import wasmtime, which takes a tenth of a second: not before it is needed.


def new_engine() -> "wasmtime.Engine":
    """Return a new engine with the settings that the interpreter needs.

    Returns:
        An engine that counts fuel, stops by epoch and allows exceptions.
    """
    from kibako.virtual.interpreter import loading

    return loading.new_engine()


def load_module(
    engine: "wasmtime.Engine", on_compile: Callable[[], None] | None = None
) -> "wasmtime.Module":
    """Return MicroPython's module, compiled for an engine.

    The first call on a computer takes a second or two; the result is kept in the cache folder,
    and later calls take a few milliseconds.

    Args:
        engine: An engine of :func:`new_engine`.
        on_compile: Called when there is something to wait for: nothing is in the cache yet.

    Returns:
        The module.

    Raises:
        BoardError: The artifact is missing or is not the one that Kibako was made for.
    """
    from kibako.virtual.interpreter import loading

    return loading.load_module(engine, on_compile)


def state() -> "InterpreterState":
    """Return what is known about the module, without compiling anything.

    Returns:
        Versions, where the cache lies, and whether the compiled module is in it.
    """
    from kibako.virtual.interpreter import loading

    return loading.state()
