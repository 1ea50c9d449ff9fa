"""What is around a virtual board: everything that can be pressed and set, and what hangs on it."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kibako_access import ruby

from kibako import strings
from kibako.errors import UsageError

if TYPE_CHECKING:
    from kibako.events import JsonValue
    from kibako.virtual.inputs import Input
    from kibako.virtual.world import World
    from kibako.virtual.world_view import PartView


_UNITS = {
    "_percent": " %", "_deg": "°", "_c": " °C", "_cm": " cm", "_mm": " mm", "_hz": " Hz",
    "ohms": " Ω", "volts": " V", "rpm": " rpm",
}  # fmt: skip
"""The units, by the end of the name of what a part says of itself."""
_LISTED_MAX = 16
"""So many things of a list are told, such as the colours of a strip."""

CHIPS = ("accelerometer", "compass", "microphone", "radio")
"""What is on a board itself: its inputs need no name of a part before them."""


@dataclass(frozen=True, slots=True)
class Around:
    """What can be done around a board just now; empty for a real one.

    Attributes:
        inputs: What can be set, each with its unit, its bounds and its value.
        buttons: What can be pressed, and whether it is.
        parts: What hangs on the board, and what it does.
    """

    inputs: "tuple[Input, ...]" = ()
    buttons: Mapping[str, bool] = field(default_factory=dict[str, bool])
    parts: "tuple[PartView, ...]" = ()

    @classmethod
    def of(cls, world: "World") -> "Around":
        """Return what is around a world's board."""
        view = world.snapshot()
        return cls(world.inputs, view.buttons, view.parts)

    def called(self, name: str) -> str:
        """Return what a person calls something to press, with ruby.

        Args:
            name: Its name; of a part of the circuit, the part's own label is said.
        """
        owner, _, key = name.partition(".")
        for part in self.parts:
            if part.name == owner:
                return f"{told(part)[0]} {label(key) if key else ''}".rstrip()
        return label(name)

    def input_named(self, word: str) -> "Input":
        """Find an input by what a person typed.

        Args:
            word: Its name (``soil.moisture_percent``), the part it belongs to (``soil``), its
                label in any language, or the beginning of one of these if only one fits.

        Returns:
            The input.

        Raises:
            UsageError: None fits, or several do.
        """
        wanted = word.strip().lower()
        names = {each.name: each for each in self.inputs}
        if wanted in names:
            return names[wanted]
        found = [each for each in self.inputs if wanted and wanted in _words(each)]
        if len(found) != 1:
            found = [
                each
                for each in self.inputs
                if wanted and any(known.startswith(wanted) for known in _words(each))
            ]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                "input_several", name=word, known=", ".join(each.name for each in found)
            )
        if not names:
            raise UsageError("around_nothing")
        near = _nearest(word, names)
        if near is None:
            raise UsageError("input_unlisted", name=word, known=", ".join(names))
        raise UsageError("input_unknown", name=word, nearest=near)

    def setting(self, words: str) -> "tuple[Input, float | str]":
        """Read what a person typed to set something: ``temperature 30``, ``gesture face up``.

        Args:
            words: A name as for :meth:`input_named` and a value, with or without ``=``.

        Returns:
            The input, and a number or one of its words.

        Raises:
            UsageError: There is no such input, or it cannot have that value.
        """
        pieces = words.replace("=", " ").split()
        if len(pieces) < 2:
            raise UsageError("set_what")
        problem: UsageError | None = None
        for count in range(1, len(pieces)):
            try:
                found = self.input_named(" ".join(pieces[:count]))
                return found, _value(found, " ".join(pieces[count:]))
            except UsageError as error:
                unknown = error.code in ("input_unknown", "input_unlisted")
                problem = problem if problem and unknown else error
        raise problem or UsageError("set_what")

    def button_named(self, word: str) -> str:
        """Find something to press by what a person typed.

        Args:
            word: Its name (``pin_logo``), the last word of it (``b``), its label in any language,
                or the beginning of one of these if only one fits.

        Returns:
            Its name.

        Raises:
            UsageError: None fits, or several do.
        """
        wanted = word.strip().lower()
        by_lower = {name.lower(): name for name in self.buttons}
        if wanted in by_lower:
            return by_lower[wanted]
        known = {name: _button_words(name) | _spoken(self.called(name)) for name in self.buttons}
        found = [name for name, words in known.items() if wanted and wanted in words]
        if len(found) != 1:
            found = [
                name
                for name, words in known.items()
                if wanted and any(each.startswith(wanted) for each in words)
            ]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError("button_several", name=word, known=", ".join(found))
        if not by_lower:
            raise UsageError("around_nothing")
        near = _nearest(word, self.buttons)
        if near is None:
            raise UsageError("button_unlisted", name=word, known=", ".join(self.buttons))
        raise UsageError("button_nearest", name=word, nearest=near)


def label(name: str, lang: str | None = None) -> str:
    """Return what a person calls an input or a button, with ruby.

    Args:
        name: Its name, such as ``soil.moisture_percent``.
        lang: The language; the current one when left out.

    Returns:
        The label: ``soil`` and what it is, or the name itself where no catalogue has one.
    """
    part, _, what = name.rpartition(".")
    key = f"around_label.{what}"
    said = strings.text(key, lang) if strings.has(key) else what
    return f"{part} {said}" if part and part not in CHIPS else said


def told(part: "PartView") -> tuple[str, str]:
    """Return what a person calls a part on the table, and what it does just now, with ruby.

    Args:
        part: The part.
    """
    title, states = told_apart(part)
    return title, ", ".join(f"{what} {value}".rstrip() for what, value in states)


def told_apart(part: "PartView") -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what a person calls a part, and each thing it says of itself with its value.

    Args:
        part: The part.
    """
    title = part.label.get(strings.language(), part.name)
    return title, tuple(told_state(name, value) for name, value in part.state.items())


def told_state(name: str, value: "JsonValue") -> tuple[str, str]:
    """Return what a person calls something that a part says of itself, and its value, with ruby.

    Args:
        name: Its name, such as ``speed_percent``; its end says the unit.
        value: Its value.
    """
    key = f"part_state.{name}"
    said = strings.text(key) if strings.has(key) else name
    unit = next((unit for end, unit in _UNITS.items() if name.endswith(end)), "")
    return said, f"{_told_value(value)}{unit}"


def _told_value(value: "JsonValue") -> str:
    if isinstance(value, bool):
        return strings.text("around.yes" if value else "around.no")
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, list):
        return " / ".join(str(each).rstrip() for each in value[:_LISTED_MAX])
    return str(value)


def _value(found: "Input", typed: str) -> float | str:
    """Return a typed value as the input takes it."""
    if found.choices:
        words = {word.lower(): word for word in found.choices}
        if typed.lower() not in words:
            known = ", ".join(found.choices)
            raise UsageError("world_no_choice", quantity=found.name, value=typed, known=known)
        return words[typed.lower()]
    if found.is_text:
        return typed
    try:
        number = float(typed)
    except ValueError:
        raise UsageError("world_no_number", quantity=found.name, value=typed) from None
    found.check(number)
    return number


def _nearest(word: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(word.strip().lower(), known, 1, 0.5)
    return near[0] if near else None


def _spoken(title: str) -> frozenset[str]:
    """Return a label as it may be typed."""
    return frozenset(ruby.render(title, mode).lower() for mode in ("normal", "kana"))


def _button_words(name: str) -> frozenset[str]:
    last = name.replace("_", " ").replace(".", " ").rpartition(" ")[2]
    said = frozenset(
        ruby.render(label(name, lang), mode).lower()
        for lang in strings.LANGUAGES
        for mode in ("normal", "kana")
    )
    return said | {name.lower(), last.lower()}


def _words(each: "Input") -> frozenset[str]:
    part, _, what = each.name.rpartition(".")
    said = {ruby.render(label(what, lang), "normal").lower() for lang in strings.LANGUAGES}
    kana = {ruby.render(label(what, lang), "kana").lower() for lang in strings.LANGUAGES}
    return frozenset({each.name.lower(), part.lower(), what.lower()} - {""}) | said | kana
