"""Talkpoints put into sentences, for both faces."""

from collections.abc import Mapping
from typing import Any

from kibako import strings
from kibako.events import Event
from kibako.visible import printable

NOT_THERE = "NameError"


def sentences(event: Event) -> list[str]:
    """Return what an event of talkpoints tells, as sentences to show or say.

    Args:
        event: One of ``talkpoint``.
    """
    value = event.value
    match event.what:
        case "said" if isinstance(value, dict):
            return [_said(value)]
        case "set" if isinstance(value, dict):
            return [_point(value)]
        case "removed" if isinstance(value, dict):
            return [strings.text("talkpoint.removed", line=value["line"])]
        case "list" if isinstance(value, list):
            found = [_point(each) for each in value if isinstance(each, dict)]
            return found or [strings.text("talkpoint.none")]
        case "lost" | "unheard":
            return [strings.text(f"talkpoint.{event.what}")]
        case _:
            return []


def _point(value: Mapping[str, Any]) -> str:
    return strings.text(
        f"talkpoint.set_{value['kind']}", line=value["line"], text=printable(str(value["text"]))
    )


def _said(value: Mapping[str, Any]) -> str:
    kind = str(value["kind"])
    if kind == "fault":
        kind = "fault_name" if value["said"] == NOT_THERE else "fault"
    elif kind != "value" and value["times"] != 1:
        kind = f"{kind}_again"
    return strings.text(
        f"talkpoint.said_{kind}",
        line=value["line"],
        text=printable(str(value["text"])),
        said=printable(str(value["said"])),
        times=value["times"],
    )
