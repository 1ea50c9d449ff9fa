"""Rescuing a board that hangs: the ladder as events, and the sentences that say them.

The faces show :func:`sentences` of each event of ``rescue``; none of them knows the ladder.
"""

import math
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

from kibako import strings
from kibako.events import Event, EventSink, JsonValue
from kibako.virtual.options import ORDINARY, VirtualOptions

if TYPE_CHECKING:
    from kibako.boards.plugged import UsbRoom
    from kibako.boards.rescue import Ask, Outcome, Rung

SOURCE = "rescue"
"""The source of all its events; docs/events.md lists them."""

WIPE = ("はずす", "wipe")
"""The word that also takes off what the board starts by itself, in Japanese and English."""


def rescue_board(
    moniker: str,
    sink: EventSink,
    ask: "Ask",
    *,
    up_to: "Rung | None" = None,
    room: "UsbRoom | None" = None,
    virtual: VirtualOptions = ORDINARY,
    stop: threading.Event | None = None,
    images: Sequence[tuple[str, bytes]] = (),
) -> "Outcome":
    """Free a board that hangs.

    Args:
        moniker: Which board.
        sink: Gets the events: each step with its limit, and what came of it.
        ask: Asked before anything is taken off the board.
        up_to: The last step of the ladder; see :meth:`Rescue.climb`.
        room: What is plugged in; this computer's USB when left out.
        virtual: How a virtual board is to be.
        stop: Set by another thread to end it before its time.
        images: Names and bytes of images to write, if it comes to that; else those on the shelf.

    Returns:
        How it ended.

    Raises:
        UsageError: There is no such board.
        LinkError: Several boards are plugged in, or no board has that label.
    """
    from kibako.boards.limited import Clock
    from kibako.boards.rescue import Rescue
    from kibako.boards.ways import UsbWay, way_to

    def tell(what: str, value: dict[str, JsonValue]) -> None:
        sink(Event(0, SOURCE, what, value))

    ended = stop or threading.Event()

    def pause(seconds: float) -> None:
        ended.wait(seconds)

    # Once it is to end, all its time is over.
    clock = Clock(lambda: math.inf if ended.is_set() else time.monotonic(), pause)
    way = way_to(moniker, room=room, virtual=virtual)
    reflash = None
    if isinstance(way, UsbWay):
        from kibako.boards.plugged import usb_room
        from kibako.workbench.reflashing import Reflashing

        reflash = Reflashing(way, room or usb_room(), images, clock)
    climber = Rescue(way, tell, ask, reflash=reflash, clock=clock, ended=ended.is_set)
    return climber.climb(up_to)


@dataclass(frozen=True, slots=True)
class Ways:
    """How a face says what can be done after a rescue, each as a word or a key of its own.

    Attributes:
        run: Running the program.
        rescue: Rescuing once more.
        wipe: Taking off what the board starts by itself.
        board_word: Choosing another board.
    """

    run: str
    rescue: str
    wipe: str
    board_word: str


def sentences(event: Event, ways: Ways | None = None) -> Iterator[str]:
    """Yield what a person is told of an event of ``rescue``, in the current language, with ruby.

    Args:
        event: The event.
        ways: How the face says what to do next; None: as on the command line.
    """
    value = cast("dict[str, JsonValue]", event.value)
    match event.what:
        case "plan":
            rungs = cast("list[dict[str, JsonValue]]", value["rungs"])
            names = [strings.text(f"rescue_rung.{step['rung']}") for step in rungs]
            yield _said(
                "plan", board=value["board"], count=len(rungs), seconds=_whole(value["limit_s"])
            )
            yield strings.text("rescue_said.joint").join(names)
        case "rung":
            key = "_".join(filter(None, ("rung", str(value["rung"]), str(value["hand"]))))
            yield _said(key, seconds=_whole(value["limit_s"]))
        case "result":
            yield from _result(value)
        case "kept":
            yield _said("kept", file=value["file"], path=value["path"])
        case "removed":
            yield _said("removed", file=value["file"])
        case "written":
            yield _said("written")
        case "log":
            yield _said("log")
            yield from str(value["text"]).splitlines()
        case "left":
            yield _said("left_behind")
        case _:
            yield from _end(value, ways)


def _result(value: dict[str, JsonValue]) -> Iterator[str]:
    result = str(value["result"])
    if "error" in value:
        yield str(cast("dict[str, JsonValue]", value["error"])["what"])
    elif result == "freed":
        yield _said("freed", board=value["board"])
    elif result == "not_freed":
        yield _said("silent" if value["said"] == "board_silent" else "not_freed")
    elif result in ("partly", "unkept"):
        yield _said(result, files=_names(value["left"]))
    elif result == "done":
        yield _said(f"done_{value['rung']}")
    else:
        yield _said(result)


def _end(value: dict[str, JsonValue], ways: Ways | None) -> Iterator[str]:
    if "error" in value:
        error = cast("dict[str, JsonValue]", value["error"])
        yield str(error["what"])
        yield str(error["next"])
        return
    state = value["state"]
    fields = {"board": value["board"], "files": _names(value["starts"])}
    yield strings.text(f"rescue_{state}.what", **fields)
    if ways is None or state == "reflashed":  # which only the command line does
        yield strings.text(f"rescue_{state}.next", **fields)
    else:
        yield strings.text(f"rescue_here.{state}", board=value["board"], **asdict(ways))


def _said(key: str, **fields: object) -> str:
    return strings.text(f"rescue_said.{key}", **fields)


def _names(value: JsonValue) -> str:
    return ", ".join(str(name) for name in cast("list[JsonValue]", value))


def _whole(value: JsonValue) -> int:
    return round(cast("float", value))
