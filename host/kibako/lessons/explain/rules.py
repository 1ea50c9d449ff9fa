"""The rules that say what the texts of boards mean: ``rules.toml``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

_FILE = Path(__file__).with_name("rules.toml")
MAX_FIELD_CHARS = 80


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    texts: list[str]
    error: str = ""


class _Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: list[_Rule]
    cause: list[_Rule]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits.

    Attributes:
        kind: What kind of mistake it is: the messages ``explain_<kind>``.
        fields: What the text names, for the messages.
    """

    kind: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    error: str
    pattern: re.Pattern[str]


def of_board(error: str, text: str) -> Match | None:
    """Find what a board's exception means.

    Args:
        error: The name of the exception, such as ``NameError``.
        text: What stands behind it; may be empty.

    Returns:
        The kind of mistake; None when no rule knows the exception.
    """
    return _first(_patterns()[0], error, text)


def of_computer(text: str) -> Match | None:
    """Find what this computer's Python means when it cannot read a program.

    Args:
        text: What it says, in English.
    """
    return _first(_patterns()[1], "", text)


def kinds() -> frozenset[str]:
    """Return every kind of mistake that a rule names."""
    return frozenset(each.kind for patterns in _patterns() for each in patterns)


def _first(patterns: Sequence[_Pattern], error: str, text: str) -> Match | None:
    for each in patterns:
        if each.error == error and (found := each.pattern.fullmatch(text)):
            named = found.groupdict(default="")
            return Match(each.kind, {key: said[:MAX_FIELD_CHARS] for key, said in named.items()})
    return None


@cache
def _patterns() -> tuple[tuple[_Pattern, ...], tuple[_Pattern, ...]]:
    rules = msgspec.toml.decode(_FILE.read_bytes(), type=_Rules)
    board, computer = (
        tuple(
            _Pattern(rule.kind, rule.error, re.compile(text))
            for rule in group
            for text in rule.texts
        )
        for group in (rules.rule, rules.cause)
    )
    return board, computer
