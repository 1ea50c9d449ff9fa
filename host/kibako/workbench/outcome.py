"""How a program ended, and the exit status that says so."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibako.errors import ExitStatus, KibakoError
from kibako.lessons.fault import ProgramFault, read_traceback

if TYPE_CHECKING:
    from kibako.boards.board import RunResult
    from kibako.workbench.session import Ending

_STATUS: "dict[Ending, ExitStatus]" = {
    "done": ExitStatus.DONE,
    "limit": ExitStatus.DONE,
    "stopped": ExitStatus.DONE,
    "error": ExitStatus.PROGRAM,
    "lost": ExitStatus.BOARD,
}


@dataclass(frozen=True, slots=True)
class ProgramOutcome:
    """How a program ended.

    Attributes:
        ending: ``limit`` is the end of the time it was given.
        fault: The exception that ended it, if one did.
        warning: What is odd about the board, if anything is.
    """

    ending: "Ending"
    fault: ProgramFault | None = None
    warning: KibakoError | None = None

    @property
    def exit_status(self) -> ExitStatus:
        """The exit status of a command that ran it."""
        return _STATUS[self.ending]


def ending_of(result: "RunResult", code: str) -> ProgramOutcome:
    """Return how a program ended, from what the board said and from the program itself."""
    if result.stopped:
        return ProgramOutcome("stopped")
    if result.ok:
        return ProgramOutcome("done")
    return ProgramOutcome("error", read_traceback(result.error, code))
