"""Checks: a pack's ``check.py`` looks at what the learner's program does on a board of its own."""

import threading
from dataclasses import dataclass

from kibako import strings
from kibako.errors import PackError
from kibako.lessons.pack import Pack, Step


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What a check found; its sentences come out in the current language.

    Attributes:
        finding: The message that says what was seen and expected; "" when the check passed.
        fields: The fields of that message.
    """

    finding: str = ""
    fields: tuple[tuple[str, object], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the program does what the step asks."""
        return not self.finding

    @property
    def sentence(self) -> str:
        """When passed: one sentence that says so; else empty."""
        return strings.text("check.passed") if self.passed else ""

    @property
    def seen(self) -> str:
        """When not passed: what happened."""
        return "" if self.passed else strings.text(f"{self.finding}.seen", **dict(self.fields))

    @property
    def expected(self) -> str:
        """When not passed: what was expected."""
        return "" if self.passed else strings.text(f"{self.finding}.expected", **dict(self.fields))


def run_check(
    pack: Pack, step: Step, code: str, *, stop: threading.Event | None = None
) -> CheckOutcome | None:
    """Check a program against a step.

    Args:
        pack: The pack.
        step: The step of the pack.
        code: The learner's program.
        stop: Set by another thread to end the check early.

    Returns:
        What was found; None when it was stopped.

    Raises:
        PackError: The check itself is broken.
    """
    raise PackError("check_broken", file=step.check_file, pack=pack.id, reason="-")
