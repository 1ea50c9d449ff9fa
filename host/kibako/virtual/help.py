"""What a virtual board says of itself: ``help()``, like a board in English; what it has."""

from collections.abc import Sequence
from pathlib import Path

PART_CHARS = 1000
"""How much of a text goes to the board at once."""

_COLUMNS, _WIDTH = 4, 18

_TEXTS = {
    "microbit": """\
This is a virtual micro:bit. It runs real MicroPython.

First of all: from microbit import *
  display.show(Image.HEART)     a picture; display.scroll("Hi") for words
  button_a.is_pressed()         True while it is held down
  sleep(500)                    wait half a second
  pin0.write_digital(1)         pins: read_digital, read_analog, write_analog
  temperature()                 how warm the processor is
""",
    "pico": """\
This is a virtual Pico. It runs real MicroPython.

  from machine import Pin
  led = Pin("LED", Pin.OUT)     then led.on(), led.off(), led.toggle()
  key = Pin(14, Pin.IN, Pin.PULL_UP)
  import time                   time.sleep(0.5) waits half a second
""",
}
_KEYS = """
Ctrl-C stops a program, Ctrl-D starts the board anew, Ctrl-E pastes many lines.
help("modules") names what can be imported; help(thing) tells what a thing has.
"""


def board_help(firmware: str) -> str:
    """Return what ``help()`` prints.

    Args:
        firmware: Which family of boards it is.
    """
    return _TEXTS.get(firmware, "") + _KEYS


def module_list(names: Sequence[str]) -> str:
    """Return names in columns, as ``help("modules")`` prints them."""
    rows = -(-len(names) // _COLUMNS)
    lines = ("".join(f"{name:<{_WIDTH}}" for name in names[row::rows]) for row in range(rows))
    text = "\n".join(line.rstrip() for line in lines)
    return f"{text}\nPlus any modules on the filesystem\n"


def banner(machine: str, version: str) -> str:
    """Return what the board says before its first prompt."""
    return f'MicroPython {version}; {machine}\r\nType "help()" for more information.\r\n'


def module_names(folders: list[Path]) -> frozenset[str]:
    """Return what a program may import of the board's own folders."""
    names: set[str] = set()
    for folder in folders:
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.suffix == ".py" or (path / "__init__.py").is_file():
                names.add(path.stem)
    return frozenset(names)
