"""asyncio as MicroPython boards have it: tasks, sleep, gather, wait_for, Event, Lock, streams."""

from .core import *  # noqa: F403 - the public names of the loop are this module's

_LAZY = {
    "wait_for": "funcs",
    "wait_for_ms": "funcs",
    "gather": "funcs",
    "Event": "event",
    "ThreadSafeFlag": "event",
    "Lock": "lock",
    "StreamReader": "stream",
    "StreamWriter": "stream",
    "open_connection": "stream",
    "start_server": "stream",
}


def __getattr__(name):
    # Loaded when first used: a program that only sleeps keeps its memory.
    if name in _LAZY:
        module = getattr(__import__("asyncio." + _LAZY[name]), _LAZY[name])
        value = getattr(module, name)
        globals()[name] = value
        return value
    raise AttributeError(name)
