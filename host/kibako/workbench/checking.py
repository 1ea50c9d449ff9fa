"""A check that a face asked for: on the virtual board of the pack, or on the real one in use."""

import threading

from kibako.boards.board import Board
from kibako.errors import UsageError
from kibako.events import EventSink
from kibako.lessons.checks import CheckOutcome, run_check
from kibako.workbench.session import BoardSession
from kibako.workbench.work import Work


def look(
    session: BoardSession,
    work: Work,
    index: int,
    code: str,
    stop: threading.Event,
    on_event: EventSink,
    *,
    real: bool,
) -> CheckOutcome | None:
    """Check a program against a step.

    Args:
        session: The board in use.
        work: The learner's work.
        index: The step, counted from 0.
        code: The program.
        stop: Set by another thread to end the check early.
        on_event: Gets ``check request``, what a person is asked to do, and ``board preparing``.
        real: Whether the program is to run on the board in use.

    Returns:
        What was found; None when it was stopped.

    Raises:
        UsageError: The board in use is a virtual one, where a real one is needed.
        KibakoError: No board can be had, or the check cannot be done there.
    """
    step = work.pack.steps[index]
    if not real:
        return run_check(work.pack, step, code, board=work.board, stop=stop, on_event=on_event)
    if session.moniker.startswith("virtual:"):
        raise UsageError("check_real_virtual", board=session.name)
    found: list[CheckOutcome | None] = []

    def check(board: Board) -> None:
        found.append(run_check(work.pack, step, code, stop=stop, on_event=on_event, real=board))

    session.use_for(check, stop)
    return found[0] if found else None
