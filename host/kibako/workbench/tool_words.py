"""What is told of files, a board's launcher and Bluetooth, in sentences: in all faces the same."""

from collections.abc import Callable, Iterator
from typing import cast

from kibako import strings
from kibako.events import Event, JsonValue

SOURCES = ("files", "launcher", "wireless", "doctor", "plot")
"""The sources of the events that have sentences here; docs/events.md lists them."""
_SMALL_BYTES = 8000
"""A transfer of fewer bytes is over in a moment, and how far it is needs no telling."""

Fields = dict[str, JsonValue]
Say = Callable[[str], str]
"""Returns how a face says an action: by its key or by its word."""


def sentences(event: Event, how: Say) -> Iterator[str]:
    """Yield what a person is told of an event, in the current language, with ruby.

    Args:
        event: An event of one of :data:`SOURCES`.
        how: How the face says what to do next, by the id of an action.
    """
    value = event.value
    match event.source, event.what:
        case "files", "listed":
            yield from _listed(cast("list[Fields]", value))
        case "files", "progress":
            yield from _progress(cast("Fields", value))
        case "files", "put":
            fields = cast("Fields", value)
            yield _said("put" if fields["written"] else "same", **fields)
        case "files", "synced":
            yield from _synced(cast("dict[str, list[str]]", value))
        case "files", _:
            yield _said(event.what, **cast("Fields", value))
        case "plot", _:
            yield from _plot(cast("Fields", value))
        case "launcher", "standing":
            yield from _launcher(cast("Fields", value), how("launcher"))
        case "launcher", "log":
            yield from str(value).splitlines() or [strings.text("launcher_said.no_log")]
        case "launcher", "installed":
            if cast("Fields", value)["moved"]:
                yield strings.text("launcher_said.moved")
            yield _said("launcher_installed", launcher=how("launcher"))
        case "launcher", _:
            kept = cast("Fields", value)["program"]
            yield strings.text(f"launcher_said.{'moved_back' if kept else 'removed'}")
        case "wireless", _:
            yield from _wireless(cast("Fields", value), how("radio"))
        case "doctor", "finding":
            yield str(cast("Fields", value)["what"])
            yield str(cast("Fields", value)["next"])
        case _:
            yield _said("doctor_well")


def _listed(files: list[Fields]) -> Iterator[str]:
    yield _said("listed", count=len(files)) if files else _said("no_files")
    for each in files:
        yield _said("folder" if each["folder"] else "file", **each)


def _progress(value: Fields) -> Iterator[str]:
    done, total = cast("int", value["done_bytes"]), cast("int", value["total_bytes"])
    if total >= _SMALL_BYTES:
        yield _said("progress", path=value["path"], percent=done * 100 // total)


def _plot(value: Fields) -> Iterator[str]:
    yield strings.text("plot.saved", **value)
    if value["left_out"]:
        yield strings.text("plot.left_out", count=value["left_out"])


def _synced(value: dict[str, list[str]]) -> Iterator[str]:
    if value["fetched"]:
        yield _said("fetched", count=len(value["fetched"]))
    yield _said("synced", written=len(value["written"]), same=len(value["unchanged"]))


def _launcher(value: Fields, launcher: str) -> Iterator[str]:
    if not value["installed"]:
        yield _said("launcher_absent", launcher=launcher)
        return
    yield strings.text("launcher_said.is_there")
    if value["program_bytes"] is not None:
        yield strings.text("launcher_said.program", size=value["program_bytes"])
    if value["has_log"]:
        yield _said("launcher_log", launcher=launcher)


def _wireless(value: Fields, radio: str) -> Iterator[str]:
    setting = value["setting"]
    yield _said(f"wireless_{setting}", name=value["name"], radio=radio)
    if value["bluetooth"] and setting != "on":
        yield _said("wireless_others")
    if value["host"]:
        yield _said("wireless_host")


def _said(key: str, **fields: object) -> str:
    return strings.text(f"tool_said.{key}", **fields)
