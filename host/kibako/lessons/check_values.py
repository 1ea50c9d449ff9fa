"""The values of one call of a check, taken apart carefully: a pack may come from a stranger."""

import json
import re
from typing import cast

from kibako.lessons.findings import DARK, image_rows
from kibako.tables import Words

MAX_PAYLOAD_CHARS = 8192
MAX_SENTENCE_CHARS = 200
MAX_ITEMS = 100
_ROWS = re.compile(r"[0-9]{5}(:[0-9]{5}){4}")


class BadCall(Exception):
    """A call of the check has values that make no sense; ``check.py`` gets a ``ValueError``."""


class Values:
    """The values of one call.

    Args:
        payload: A JSON object.

    Raises:
        BadCall: It is none, or too long.
    """

    def __init__(self, payload: str) -> None:
        if len(payload) > MAX_PAYLOAD_CHARS:
            raise BadCall("too long")
        if not payload:
            self._values: dict[str, object] = {}
            return
        try:
            data: object = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise BadCall("no JSON") from error
        if not isinstance(data, dict):
            raise BadCall("no JSON object")
        self._values = cast("dict[str, object]", data)

    def has(self, key: str) -> bool:
        """Return whether there is such a value and it is not None."""
        return self._values.get(key) is not None

    def flag(self, key: str) -> bool:
        """Return a truth value."""
        value = self._values.get(key)
        if not isinstance(value, bool):
            raise BadCall(f"{key}: True or False is needed")
        return value

    def text(self, key: str) -> str:
        """Return a text."""
        value = self._values.get(key)
        if not isinstance(value, str) or len(value) > MAX_SENTENCE_CHARS:
            raise BadCall(f"{key}: a text of at most {MAX_SENTENCE_CHARS} characters is needed")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number between two bounds."""
        return _number(key, self._values.get(key), low, high)

    def integer(self, key: str, low: int, high: int) -> int:
        """Return a number between two bounds, rounded."""
        return round(self.number(key, low, high))

    def value(self, key: str) -> float | str:
        """Return a number or a text."""
        if isinstance(self._values.get(key), str):
            return self.text(key)
        return self.number(key, -1e6, 1e6)

    def words(self, key: str) -> Words:
        """Return an author's sentence in both languages."""
        return Words(ja=self.text(f"{key}_ja"), en=self.text(f"{key}_en"))

    def picture(self, key: str) -> str:
        """Return the rows of a picture, given as rows or as the name of an image."""
        value = self.text(key)
        if value == "DARK":
            return DARK
        rows = value if _ROWS.fullmatch(value) else image_rows(value)
        if rows is None:
            raise BadCall(f"{key}: no picture is called {value}")
        return rows

    def items(self, key: str) -> list[object]:
        """Return a list with something in it."""
        value = self._values.get(key)
        if not isinstance(value, list) or not 0 < len(cast("list[object]", value)) <= MAX_ITEMS:
            raise BadCall(f"{key}: a list of 1 to {MAX_ITEMS} things is needed")
        return cast("list[object]", value)

    def points(self, key: str) -> list[tuple[float, float]]:
        """Return a list of places in centimetres."""
        points: list[tuple[float, float]] = []
        for item in self.items(key):
            pair = cast("list[object]", item) if isinstance(item, list) else []
            if len(pair) != 2:
                raise BadCall(f"{key}: each point is (x, y)")
            x, y = (_number(key, each, -10_000, 10_000) for each in pair)
            points.append((x, y))
        return points


def _number(key: str, value: object, low: float, high: float) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return value  # which NaN never is
    raise BadCall(f"{key}: a number from {low} to {high} is needed")
