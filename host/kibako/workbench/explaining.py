"""What a mistake means, as part of the event that tells it."""

from collections.abc import Mapping
from typing import cast

from kibako.events import JsonValue
from kibako.lessons.explain.explanation import explain_fault
from kibako.lessons.fault import ProgramFault


def with_explanation(fault: ProgramFault, code: str) -> JsonValue:
    """Return the value of a ``program error`` event, explained in the current language.

    Args:
        fault: The exception that ended the program.
        code: The program.
    """
    value = cast("dict[str, JsonValue]", fault.to_json())
    found = explain_fault(fault.traceback, code)
    if found is None:
        return value
    return {
        **value,
        "explanation": {
            "kind": found.kind,
            "line": found.line,
            "what": found.what(),
            "try": found.advice(),
        },
    }


def sentences(value: Mapping[str, object]) -> tuple[str, ...]:
    """Return what a ``program error`` event explains: what happened and what to try, or nothing.

    Args:
        value: The value of the event.
    """
    told = value.get("explanation")
    if not isinstance(told, Mapping):
        return ()
    told = cast("Mapping[str, object]", told)
    return str(told.get("what", "")), str(told.get("try", ""))


def line_to_mark(value: Mapping[str, object]) -> int | None:
    """Return the line to look at: that of the explanation, else that of the board.

    Args:
        value: The value of the event.
    """
    told = value.get("explanation")
    better = cast("Mapping[str, object]", told).get("line") if isinstance(told, Mapping) else None
    for found in (better, value.get("line")):
        if isinstance(found, int):
            return found
    return None
