"""Levels of packs, such as ``小3+``: from which school year on, and how that is said."""

import re

from kibako import strings

_LEVEL = re.compile(r"(?P<school>小|中|高)(?P<year>[1-6])?\+?")
ADULT = 13
"""The year of those who have left school."""
_FIRST = {"小": 1, "中": 7, "高": 10}
_SCHOOLS = {ADULT: "adult", 10: "high", 7: "middle", 1: "elementary"}
"""What a school is called in the catalogue, by its first year; the highest first."""
_AGE_BEFORE = 5
"""A child enters the first year of school with six."""


def year_of(level: str) -> int:
    """Return the school year from which a pack is meant: 1 is the first, 13 an adult.

    Args:
        level: What the pack says; anything unknown is for everybody.
    """
    if level in ("adult", "大人"):
        return ADULT
    found = _LEVEL.fullmatch(level)
    if found is None:
        return 1
    return _FIRST[found["school"]] + int(found["year"] or 1) - 1


def from_year(year: int, lang: str) -> str:
    """Return "from this school year on", with readings.

    Args:
        year: 1 to 13, as :func:`year_of` returns it.
        lang: The language.
    """
    return _said("site_level", year, lang)


def school_year(year: int, lang: str) -> str:
    """Return what a school year is called, for a list to choose from."""
    return _said("site_year", year, lang)


def _said(group: str, year: int, lang: str) -> str:
    first, school = next(each for each in _SCHOOLS.items() if year >= each[0])
    fields = {"year": year - first + 1, "age": year + _AGE_BEFORE}
    return strings.text(f"{group}.{school}", lang, **fields)
