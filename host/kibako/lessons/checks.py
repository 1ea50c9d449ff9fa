"""Checks: a pack's ``check.py`` looks at what the learner's program does on a board of its own."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibako import strings
from kibako.errors import PackError
from kibako.events import EventSink
from kibako.lessons.findings import Finding, finding
from kibako.lessons.manifest import problem
from kibako.lessons.pack import Pack, Step
from kibako.lessons.rigs import circuit_of

if TYPE_CHECKING:
    from kibako.boards.board import Board
    from kibako.lessons.check_rig import CheckRig

DEFAULT_SEED = 1


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What a check found; its sentences come out in the current language.

    Attributes:
        found: What is wrong; None when the check passed.
    """

    found: Finding | None = None

    @property
    def passed(self) -> bool:
        """Whether the program does what the step asks."""
        return self.found is None

    @property
    def finding(self) -> str:
        """The message that says what is wrong, such as ``check_shows_dark``; "" when passed."""
        return "" if self.found is None else self.found.key

    @property
    def sentence(self) -> str:
        """When passed: one sentence that says so; else empty."""
        return strings.text("check.passed") if self.found is None else ""

    @property
    def seen(self) -> str:
        """When not passed: what happened."""
        return "" if self.found is None else self.found.seen()

    @property
    def expected(self) -> str:
        """When not passed: what was expected."""
        return "" if self.found is None else self.found.expected()


def run_check(
    pack: Pack,
    step: Step,
    code: str,
    *,
    stop: threading.Event | None = None,
    board: str = "",
    seed: int = DEFAULT_SEED,
    on_event: EventSink = lambda _: None,
    real: "Board | None" = None,
) -> CheckOutcome | None:
    """Check a program against a step.

    Args:
        pack: The pack.
        step: The step of the pack.
        code: The learner's program.
        stop: Set by another thread to end the check early.
        board: Another board than the first one of the pack.
        seed: The seed of the board's randomness.
        on_event: Gets ``board preparing`` when there is something to wait for; what else happens
            on the board is the check's alone. With a real board it gets ``check request`` too.
        real: A real board, connected, to run the program on instead of a virtual one.

    Returns:
        What was found; None when it was stopped.

    Raises:
        PackError: The check itself is broken.
        BoardError: The real board, or a check on it, cannot do that.
        KibakoError: No virtual board can be had.
    """
    from kibako.lessons import check_machine
    from kibako.lessons.check_board import MAX_BOARD_S, BoardTimeOver, CheckBoard, ProgramTooSlow
    from kibako.lessons.check_calls import CheckCalls, Failed

    def check_stopped() -> None:
        if stop is not None and stop.is_set():
            raise _Stopped

    profile_id = board or (pack.board if real is None else pack.board_for(real.profile.id))
    circuit = circuit_of(pack, profile_id)
    rig: CheckRig
    limit_s = check_machine.MAX_CHECK_S
    if real is None:
        rig = CheckBoard(profile_id, code, seed, check_stopped, on_event, circuit)
    else:
        from kibako.lessons.traced_board import REAL_CHECK_S, TracedBoard

        rig, limit_s = TracedBoard(real, code, check_stopped, on_event, circuit), REAL_CHECK_S
    calls = CheckCalls(rig)
    fault, endless = "", False
    try:
        check_machine.CheckMachine(step.check_for(profile_id), calls.answer, limit_s).run()
    except Failed as failed:
        return CheckOutcome(failed.found)
    except _Stopped:
        return None
    except ProgramTooSlow:
        return CheckOutcome(finding("check_too_slow"))
    except check_machine.CheckEnd:
        pass
    except check_machine.CheckTooLong:
        if rig.busy_s > check_machine.MAX_CHECK_S / 2:
            return CheckOutcome(finding("check_too_slow"))
        fault, endless = problem("check_too_long", limit_s=round(limit_s)), True
    except BoardTimeOver:
        fault = problem("check_board_time", limit_s=MAX_BOARD_S)
    except check_machine.CheckBroke as error:
        key = "check_raised" if error.line is None else "check_raised_at"
        fault = problem(key, message=error, line=error.line)
    finally:
        rig.close()
    if not fault and not calls.looked:
        fault = problem("check_nothing")
    if fault:
        raise PackError(
            "check_broken",
            pack=pack.id,
            file=step.path("check.py", profile_id),
            reason=fault,
            endless=endless,
        )
    return CheckOutcome()


class _Stopped(Exception):
    """The person does not want to wait for the check."""
