"""What a check expects of the program itself: no exception, still running, what it printed."""

import re
from collections.abc import Callable, Mapping

from kibako.lessons.check_rig import CheckRig
from kibako.lessons.check_values import Values
from kibako.lessons.explain.explanation import explain_fault
from kibako.lessons.findings import Finding, amount, finding
from kibako.lessons.observation import Observation
from kibako.tables import Words

Look = Callable[[CheckRig, Values], Finding | None]
"""Looks at a board and says nothing, or what is wrong."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_SHOWN_CHARS = 80
_NUMBERS_MAX = 2000


def no_error(board: CheckRig, values: Values) -> Finding | None:
    """Expect that no exception ended the program."""
    fault = board.seen.fault
    if fault is None:
        return None
    told = explain_fault(fault.traceback, board.code, board.kind)
    what, advice = ("", "") if told is None else (_in_words(told.what), _in_words(told.advice))
    said = {"message": fault.message, "what": what, "advice": advice}
    if fault.line is None:
        return finding("check_error_somewhere", **said)
    return finding("check_error", line=fault.line, **said)


def _in_words(say: Callable[[str], str]) -> Words:
    return Words(ja=say("ja"), en=say("en"))


def running(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the program still runs."""
    if board.seen.ended_ms is None:
        return None
    return no_error(board, values) or finding("check_running")


def ended(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the program has come to its end, without an exception."""
    if board.seen.ended_ms is None:
        return finding("check_ended")
    return no_error(board, values)


def prints(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a text is among what the program printed."""
    text = values.text("text")
    return None if text in board.seen.text else _printed("check_prints", board.seen, text=text)


def prints_line(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a whole line of what was printed is just this text."""
    text = values.text("text")
    lines = [line.strip() for line in board.seen.text.splitlines()]
    return None if text.strip() in lines else _printed("check_prints", board.seen, text=text)


def prints_number(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a number near this one was printed."""
    number, tolerance = values.number("number", -1e9, 1e9), values.number("tolerance", 0, 10)
    room = max(abs(number) * tolerance, 1e-9)
    found = [float(each) for each in _NUMBER.findall(board.seen.text)[-_NUMBERS_MAX:]]
    if any(abs(each - number) <= room for each in found):
        return None
    return _printed("check_prints_number", board.seen, number=amount(number))


def _printed(key: str, seen: Observation, **fields: str) -> Finding:
    last = seen.text.strip().rsplit("\n", 1)[-1].strip()[:_SHOWN_CHARS]
    if not last:
        return finding(f"{key}_nothing", **fields)
    return finding(f"{key}_other", seen=last, **fields)


def that(board: CheckRig, values: Values) -> Finding | None:
    """Expect anything else, in the author's own words."""
    if values.flag("true"):
        return None
    return Finding("check_own", own=(values.words("seen"), values.words("expected")))


LOOKS: Mapping[str, Look] = {
    "no_error": no_error,
    "running_now": running,
    "ended": ended,
    "prints": prints,
    "prints_line": prints_line,
    "prints_number": prints_number,
    "that": that,
}
"""These expectations, by the names of the calls."""
