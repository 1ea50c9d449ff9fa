# What firmware/virtual/kernel.py offers to the boards' own modules.
import hashlib as hashlib
from typing import Any, NoReturn

import framebuf as framebuf
import micropython as micropython
import uos as uos
import urandom as urandom
import utime as utime
import vfs as vfs

# Functions by number; at -1 a number: what happened at the interrupt that is being handled.
handlers: dict[int, Any]

def call(name: str, payload: str = "") -> str: ...
def sleep_us(duration: int) -> None: ...
def stream(what: str) -> None: ...
def reset() -> NoReturn: ...
