"""``kibako boards --watch``: a line for each board that is plugged in or pulled out."""

import time
from collections.abc import Callable

from kibako import strings
from kibako.boards.hotplug import LOOK_S, Change, PlugWatch
from kibako.cli import output
from kibako.errors import ExitStatus


def watch(
    as_json: bool, plugged: PlugWatch | None = None, pause: Callable[[float], None] = time.sleep
) -> int:
    """Tell what comes and goes, until Ctrl-C; first comes what is there already.

    Args:
        as_json: Whether each line is JSON.
        plugged: What looks; at the computer's own USB without it.
        pause: Waits so many seconds.

    Returns:
        The exit status.
    """
    plugged = plugged or PlugWatch()
    output.say("boards_list.watching")
    try:
        while True:
            for change in plugged.look():
                _tell(change, as_json)
            pause(LOOK_S)
    except KeyboardInterrupt:
        return ExitStatus.DONE


def _tell(change: Change, as_json: bool) -> None:
    board = change.board
    if as_json:
        output.data_json({"what": change.what, **board.to_json()})
        return
    waits = strings.text("boards_list.waits") if board.drive else ""
    said = strings.text(f"boards_list.{change.what}")
    parts = (said, board.port or board.drive, board.name, board.label, waits)
    output.data("\t".join(part for part in parts if part))
