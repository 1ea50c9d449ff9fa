# What firmware/virtual/kernel.py offers to the boards' own modules.
from collections.abc import Callable
from typing import NoReturn

import framebuf as framebuf
import hashlib as hashlib
import micropython as micropython
import uos as uos
import urandom as urandom
import utime as utime
import vfs as vfs

handlers: dict[int, Callable[[], object] | None]

def call(name: str, payload: str = "") -> str: ...
def sleep_us(duration: int) -> None: ...
def reset() -> NoReturn: ...
