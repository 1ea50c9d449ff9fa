"""The commands that a face sends to the workbench: frozen values, one class an action."""

from dataclasses import dataclass
from typing import Literal

ReadingMode = Literal["normal", "furigana", "kana"]


@dataclass(frozen=True, slots=True)
class Command:
    """The root of all commands."""


@dataclass(frozen=True, slots=True)
class OpenPack(Command):
    """Open a lesson pack at the step where the learner left it."""

    pack_id: str


@dataclass(frozen=True, slots=True)
class ClosePack(Command):
    """Go back to the list of packs; the code is saved."""


@dataclass(frozen=True, slots=True)
class OpenStep(Command):
    """Go to a step of the open pack that is already open to the learner."""

    index: int
    """The step, counted from 0."""


@dataclass(frozen=True, slots=True)
class NextStep(Command):
    """Go one step on, when this step is passed."""


@dataclass(frozen=True, slots=True)
class PreviousStep(Command):
    """Go one step back."""


@dataclass(frozen=True, slots=True)
class EditCode(Command):
    """The learner's program changed; it is saved soon, and before anything else happens to it."""

    text: str
    step: int | None = None
    """The step that the text belongs to, counted from 0; None for the open one. A face whose
    editor may be behind the workbench says it, so that no text lands in another step."""


@dataclass(frozen=True, slots=True)
class ResetCode(Command):
    """Put the starter back; the learner's text is kept as a snapshot."""


@dataclass(frozen=True, slots=True)
class Run(Command):
    """Run the program on the board; a running one is stopped first."""


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Stop the running program (or the running check)."""


@dataclass(frozen=True, slots=True)
class PressButton(Command):
    """Press a button of the virtual board."""

    name: str
    """``button_a`` or ``button_b``."""
    hold_ms: int | None = 500
    """How long it stays down, on the board's clock; None: until :class:`ReleaseButton`."""


@dataclass(frozen=True, slots=True)
class ReleaseButton(Command):
    """Let a button of the virtual board go."""

    name: str


@dataclass(frozen=True, slots=True)
class SendInput(Command):
    """Send a line to a program that waits in ``input()``."""

    text: str


@dataclass(frozen=True, slots=True)
class Check(Command):
    """Check the program against the step's ``check.py``."""


@dataclass(frozen=True, slots=True)
class SetReading(Command):
    """Choose how kanji are shown: ふつう, ふりがな or かなだけ."""

    mode: ReadingMode


@dataclass(frozen=True, slots=True)
class SetLanguage(Command):
    """Choose the language of texts and messages."""

    lang: str
