"""What of a program a real board does not report, so that no check may judge it there."""

import ast
import re
from collections.abc import Iterator

from kibako.lessons.explain.source import parsed

WRITES = frozenset(
    {"write_digital", "write_analog", "set_analog_period", "set_analog_period_microseconds"}
)
"""The methods of a pin that drive it."""
PIN = re.compile(r"pin\d{1,2}")
_HIDING = ("exec", "eval", "getattr", "globals", "locals", "vars", "__import__")
"""What reaches things under names that do not stand in the program."""
_BUS_PINS = {
    "spi": frozenset({"pin13", "pin14", "pin15"}),
    "i2c": frozenset({"pin19", "pin20"}),
}
_TAKERS = frozenset({"neopixel", "machine", "dht", "onewire", "ds18x20", "spi", "i2c", "uart"})
"""What has functions that take the board's own pins, and no others."""
_PIN_WORDS = frozenset({"pin", "tx", "rx", "sda", "scl", "sclk", "mosi", "miso"})
_ROOM = {"pitch": 2, "play": 1, "stop": 0, "say": 0, "sing": 0}
"""How many values these may get before one is a pin."""
_MODULES = frozenset(
    {"microbit", "music", "radio", "speech", "audio", "neopixel", "machine", "log", "power"}
    | {"math", "random", "time", "utime", "os", "uos", "gc", "sys", "usys", "struct", "ustruct"}
    | {"array", "uarray", "collections", "ucollections", "micropython", "errno", "uerrno"}
)
"""The modules of a micro:bit that draw and print nothing by themselves."""


class Untold:
    """Tells what a program does behind the back of what reports on it.

    A program that cannot be read does nothing at all.

    Args:
        code: The program.
    """

    def __init__(self, code: str) -> None:
        tree = parsed(code)
        self._nodes: list[ast.AST] = [] if tree is None else list(ast.walk(tree))
        self.names = set(self._named())
        """Every name in the program, of whatever kind."""
        self._given = self._given_pins()
        pins = {name for name in self.names if PIN.fullmatch(name)}
        alone = self._alone() if self._takes_pins() else pins
        written = pins & alone - self._given if self.names & WRITES else set[str]()
        self.pins = tuple(sorted(written))
        """The pins that report what is written to them."""

    def everything(self) -> str:
        """Return what keeps all reports from telling the whole, empty if nothing does."""
        hiding = next((name for name in _HIDING if name in self.names), "")
        return hiding or self.text() or next(self._strange(), "")

    def text(self) -> str:
        """Return what else comes over the cable than what was printed."""
        return "uart" if "uart" in self.names else ""

    def picture(self) -> str:
        """Return what draws on the display without a report."""
        for node in self._nodes:
            if isinstance(node, ast.Attribute) and node.attr in ("on", "off"):
                if _name(node.value) == "display":
                    return f"display.{node.attr}"
            if isinstance(node, ast.Call) and _name(node.func) == "show":
                if any(each.arg in ("wait", None) for each in node.keywords):
                    return "display.show(wait=…)"
        drawing = {"calibrate", "heading"} & self.names if "compass" in self.names else ()
        return next((f"compass.{name}" for name in sorted(drawing)), self.everything())

    def sound(self) -> str:
        """Return what makes sounds, or changes how they are heard, without a report."""
        for node in self._nodes if "music" in self.names else ():
            if isinstance(node, ast.Attribute) and (
                node.attr == "play" or (node.attr == "reset" and _name(node.value) == "music")
            ):
                return f"music.{node.attr}"
            if isinstance(node, ast.alias) and node.name in ("play", "reset"):
                return f"music.{node.name}"
        other = ("speech", "audio", "speaker", "set_volume", "pin_speaker")
        return next((name for name in other if name in self.names), self.everything())

    def messages(self) -> str:
        """Return what sends radio messages without a report."""
        return "radio.send_bytes" if "send_bytes" in self.names else self.everything()

    def pin(self, name: str) -> str:
        """Return what drives a pin without a report.

        Args:
            name: The pin.
        """
        for bus, pins in _BUS_PINS.items():
            if bus in self.names and name in pins:
                return bus
        if name == "pin0":
            sounding = [each for each in ("music", "speech", "audio") if each in self.names]
            if sounding:
                return sounding[0]
        driven = name in self._given or bool(self.names & WRITES) or self._takes_pins()
        if name in self.names and name not in self.pins and driven:
            return name
        return self.everything()

    def _named(self) -> Iterator[str]:
        for node in self._nodes:
            if isinstance(node, ast.alias):
                yield from node.name.split(".")
            elif isinstance(node, ast.ImportFrom):
                yield from (node.module or "").split(".")
            elif isinstance(node, ast.keyword):
                yield node.arg or ""
            elif isinstance(node, ast.expr) and _name(node):
                yield _name(node)

    def _strange(self) -> Iterator[str]:
        """Return the modules that may do anything: a learner's own file on the board."""
        for node in self._nodes:
            found = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            yield from (f"import {name}" for name in found if name not in _MODULES)

    def _given_pins(self) -> set[str]:
        """Return the pins that are given to a function which is not the program's own."""
        kinds = (ast.FunctionDef, ast.ClassDef)
        own = {node.name for node in self._nodes if isinstance(node, kinds)}
        given: set[str] = set()
        for node in self._nodes:
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id in own:
                continue
            given |= {_name(each) for each in node.args}
            given |= {_name(keyword.value) for keyword in node.keywords}
        return {name for name in given if PIN.fullmatch(name)}

    def _takes_pins(self) -> bool:
        """Return whether some function takes the board's own pins, and no others."""
        words = {node.arg for node in self._nodes if isinstance(node, ast.keyword)}
        if self._given or self.names & _TAKERS or words & _PIN_WORDS:
            return True
        calls = [node for node in self._nodes if isinstance(node, ast.Call)]
        return any(len(call.args) > _ROOM.get(_name(call.func), 99) for call in calls)

    def _alone(self) -> set[str]:
        """Return the pins that the program only calls methods of, and never hands on."""
        seen: list[str] = [_name(node) for node in self._nodes if isinstance(node, ast.expr)]
        called: list[str] = [
            _name(node.value) for node in self._nodes if isinstance(node, ast.Attribute)
        ]
        return {name for name in seen if name and seen.count(name) == called.count(name)}


def _name(node: ast.expr) -> str:
    """Return the name of a thing of ``microbit``, however it is reached."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
