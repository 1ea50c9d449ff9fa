"""Boards in words: what was plugged in, and what can be chosen."""

from kibako import strings
from kibako.events import Event
from kibako.workbench.view import BoardChoice


def named(name: str, label: str, place: str) -> str:
    """Return what a person would call a board: by its sticker, if it has one.

    Args:
        name: What kind it is.
        label: What stands on its sticker, or "".
        place: Where it is plugged in, or "".
    """
    if label:
        return strings.text("board_words.labelled", label=label, name=name)
    return strings.text("board_words.plugged_at", name=name, place=place) if place else name


def choice(found: BoardChoice) -> str:
    """Return one board of those that can be chosen, and whether it is the one in use."""
    said = named(found.name, found.label, found.port)
    return strings.text("board_words.used", board=said) if found.used else said


def told(event: Event, how: str) -> str | None:
    """Return the sentence for a board that came, went or was dealt with; None for other events.

    The board in use has sentences of its own: its cable is out, it is back.

    Args:
        event: What happened.
        how: The key or the word with which a board is chosen.
    """
    value = event.value
    if event.source != "board":
        return None
    if event.what in ("chosen", "named", "blinked"):
        return strings.text(f"board_words.{event.what}", board=value)
    if event.what not in ("plugged", "unplugged") or not isinstance(value, dict) or value["used"]:
        return None
    name, label, drive = str(value["name"]), str(value["label"]), str(value["drive"])
    board = named(name, label, drive or str(value["port"]))
    waits = bool(drive) and event.what == "plugged"
    return strings.text(f"board_words.{'waits' if waits else event.what}", board=board, how=how)
