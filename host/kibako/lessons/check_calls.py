"""What ``check.py`` may ask, taken apart carefully: a pack may come from a stranger."""

import json
import re
from collections.abc import Callable
from typing import cast

from kibako.errors import UsageError
from kibako.lessons import expectations
from kibako.lessons.check_board import CheckBoard
from kibako.lessons.check_machine import CheckEnd
from kibako.lessons.findings import DARK, Finding, image_rows
from kibako.tables import Words

MAX_PAYLOAD_CHARS = 8192
MAX_SENTENCE_CHARS = 200
_PRINTED_CHARS = 500
_ROWS = re.compile(r"[0-9]{5}(:[0-9]{5}){4}")

Values = dict[str, object]


class Failed(CheckEnd):
    """An expectation was not met.

    Args:
        found: What to say.
    """

    def __init__(self, found: Finding) -> None:
        super().__init__(found.key)
        self.found = found


class BadCall(Exception):
    """A call of the check has values that make no sense; ``check.py`` gets a ``ValueError``."""


class CheckCalls:
    """Answers the calls of one check.

    Args:
        board: The board that the learner's program runs on.
    """

    def __init__(self, board: CheckBoard) -> None:
        self.looked = 0
        self._calls: dict[str, Callable[[Values], object]] = {
            "run": lambda v: board.run(_integer(v, "for_ms", 0, 600_000)),
            "press": lambda v: board.press(
                _text(v, "button"),
                _integer(v, "at_ms", 0, 600_000),
                _integer(v, "hold_ms", 1, 600_000),
            ),
            "hold": lambda v: board.hold(_text(v, "button")),
            "release": lambda v: board.release(_text(v, "button")),
            "set": lambda v: board.set(_text(v, "quantity"), _number(v, "value", -1e6, 1e6)),
            "display": lambda v: board.seen.display,
            "printed": lambda v: board.seen.text[-_PRINTED_CHARS:],
            "running": lambda v: board.seen.ended_ms is None,
        }
        self._expectations: dict[str, Callable[[Values], Finding | None]] = {
            "no_error": lambda v: expectations.no_error(board.seen),
            "shows": lambda v: expectations.shows(board.seen, _picture(v, "picture")),
            "blinks": lambda v: expectations.blinks(
                board.seen,
                _picture(v, "on"),
                _picture(v, "off"),
                _integer(v, "period_ms", 1, 600_000),
                _number(v, "tolerance", 0, 10),
                _integer(v, "times", 1, 1000),
            ),
            "prints": lambda v: expectations.prints(board.seen, _text(v, "text")),
            "that": _that,
        }

    def answer(self, name: str, payload: str) -> str:
        """Answer a call.

        Args:
            name: The call.
            payload: Its values, a JSON object.

        Returns:
            A JSON value, "" for none, or ``!`` and what is wrong with the call.

        Raises:
            Failed: The call is an expectation that is not met.
        """
        try:
            values = _values(payload)
            if name in self._expectations:
                self.looked += 1
                found = self._expectations[name](values)
                if found is not None:
                    raise Failed(found)
                return ""
            if name not in self._calls:
                raise BadCall(name[:40])
            result = self._calls[name](values)
        except (BadCall, UsageError) as error:
            return f"!{error}"[:1000]
        return "" if result is None else json.dumps(result)


def _values(payload: str) -> Values:
    if len(payload) > MAX_PAYLOAD_CHARS:
        raise BadCall("too long")
    try:
        data: object = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise BadCall("no JSON") from error
    if not isinstance(data, dict):
        raise BadCall("no JSON object")
    return cast("Values", data)


def _text(values: Values, key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str) or len(value) > MAX_SENTENCE_CHARS:
        raise BadCall(f"{key}: a text of at most {MAX_SENTENCE_CHARS} characters is needed")
    return value


def _number(values: Values, key: str, low: float, high: float) -> float:
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadCall(f"{key}: a number from {low} to {high} is needed")
    return value


def _integer(values: Values, key: str, low: int, high: int) -> int:
    return round(_number(values, key, low, high))


def _picture(values: Values, key: str) -> str:
    """Return the rows of a picture, given as rows or as the name of an image."""
    value = _text(values, key)
    if value == "DARK":
        return DARK
    rows = value if _ROWS.fullmatch(value) else image_rows(value)
    if rows is None:
        raise BadCall(f"{key}: no picture is called {value}")
    return rows


def _that(values: Values) -> Finding | None:
    if values.get("true") is True:
        return None
    seen = Words(ja=_text(values, "seen_ja"), en=_text(values, "seen_en"))
    expected = Words(ja=_text(values, "expected_ja"), en=_text(values, "expected_en"))
    return Finding("check_own", own=(seen, expected))
