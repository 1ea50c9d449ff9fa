"""The commands that a face sends to the workbench: frozen values, one class an action."""

from dataclasses import dataclass
from typing import Literal

MOMENT_MS = 500
"""How long a press lasts, on the board's clock, when nobody holds it."""

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
class Restore(Command):
    """Put a program of an earlier run back; the learner's text is kept as a snapshot."""

    number: int
    """Which one, as :meth:`Workbench.earlier` tells it."""


@dataclass(frozen=True, slots=True)
class Hint(Command):
    """Show the next hint of the open step."""

    sure: bool = False
    """Whether the solution is wanted, if that comes next."""


@dataclass(frozen=True, slots=True)
class Run(Command):
    """Run the program on the board; a running one is stopped first."""


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Stop the running program (or the running check)."""


@dataclass(frozen=True, slots=True)
class Touch(Command):
    """Something that a hand does to the virtual board or to what is around it."""


@dataclass(frozen=True, slots=True)
class PressButton(Touch):
    """Press a button of the virtual board."""

    name: str
    """``button_a``, ``pin_logo``, a key of a part …: what :class:`Around` lists."""
    hold_ms: int | None = MOMENT_MS
    """How long it stays down, on the board's clock; None: until :class:`ReleaseButton`."""


@dataclass(frozen=True, slots=True)
class ReleaseButton(Touch):
    """Let a button of the virtual board go."""

    name: str


@dataclass(frozen=True, slots=True)
class PressNamed(Touch):
    """Press what a person named in a word of their own: ``logo`` for ``pin_logo``."""

    word: str


@dataclass(frozen=True, slots=True)
class SetInput(Touch):
    """Set something around the virtual board: a sensor, a slider, a gesture."""

    name: str
    """Its name, as :class:`Around` lists it."""
    value: float | str
    """A number, or one of its words."""


@dataclass(frozen=True, slots=True)
class SetNamed(Touch):
    """Set what a person named in words of their own: ``temperature 30``, ``gesture shake``."""

    words: str


@dataclass(frozen=True, slots=True)
class Record(Command):
    """Record what is done to the virtual board in the next run, as a script; again: do not."""


@dataclass(frozen=True, slots=True)
class BoardDeed(Command):
    """Something with the board as a whole; what runs on it is stopped first."""


@dataclass(frozen=True, slots=True)
class Rescue(BoardDeed):
    """Free the board, which hangs; what runs on it is stopped. Events of ``rescue`` tell of it."""

    wipe: bool = False
    """Whether what it starts by itself is taken off, after it was copied."""


@dataclass(frozen=True, slots=True)
class Blink(BoardDeed):
    """Let the board in use show itself for three seconds; what runs on it is stopped."""


@dataclass(frozen=True, slots=True)
class BoardTool(BoardDeed):
    """What a mentor does with the board in use; what runs on it is stopped first."""


@dataclass(frozen=True, slots=True)
class ListFiles(BoardTool):
    """Tell which files are on the board."""


@dataclass(frozen=True, slots=True)
class PutFile(BoardTool):
    """Copy a file of this computer to the board, where it bears the same name."""

    path: str


@dataclass(frozen=True, slots=True)
class GetFile(BoardTool):
    """Copy a file of the board into the folder that Kibako was started in."""

    path: str
    """The file on the board."""


@dataclass(frozen=True, slots=True)
class SyncFolder(BoardTool):
    """Copy what is new or changed in a folder of this computer to the board; delete nothing."""

    path: str


@dataclass(frozen=True, slots=True)
class UseLauncher(BoardTool):
    """Tell how the board stands to the launcher, or change that."""

    deed: Literal["status", "install", "remove", "log"] = "status"


@dataclass(frozen=True, slots=True)
class UseBluetooth(BoardTool):
    """Tell how the board stands to Bluetooth, or change that."""

    deed: Literal["status", "on", "off"] = "status"


@dataclass(frozen=True, slots=True)
class Diagnose(BoardTool):
    """Tell what keeps a plugged-in board from being used, each with what helps."""


@dataclass(frozen=True, slots=True)
class NameBoard(Command):
    """Keep what stands on the sticker of the board in use."""

    label: str


@dataclass(frozen=True, slots=True)
class SendInput(Command):
    """Send a line to a program that waits in ``input()``."""

    text: str


@dataclass(frozen=True, slots=True)
class Question(Command):
    """Asks for something that the board has no part in; an event answers."""


@dataclass(frozen=True, slots=True)
class SayCode(Question):
    """Say the program, or one line of it, in words."""

    line: int | None = None
    """The line, counted from 1; None for all of them."""
    literal: bool = False
    """Whether every sign is named."""


@dataclass(frozen=True, slots=True)
class SavePlot(Question):
    """Write what the program has measured into a new file, as a table."""

    path: str
    """The file; without an ending it is given ``.csv``."""


@dataclass(frozen=True, slots=True)
class Talk(Question):
    """Put a talkpoint on a line of the program, take it off, or tell which there are."""

    line: int | None = None
    """The line, counted from 1; None: tell which there are."""
    text: str | None = None
    """What it says: a word, an expression, "" for the line alone; None takes it off."""


@dataclass(frozen=True, slots=True)
class Again(Question):
    """Say once more what was said last."""


@dataclass(frozen=True, slots=True)
class Silence(Question):
    """Let everything that sounds be still; what comes later is heard again."""


@dataclass(frozen=True, slots=True)
class Sounds(Question):
    """Tell which sounds there are, or let one of them be heard."""

    name: str = ""
    """Which one; "" for the list."""


@dataclass(frozen=True, slots=True)
class Depth(Question):
    """Let it be heard how deep the line stands that somebody came to."""

    columns: int
    """How many columns it is indented."""


@dataclass(frozen=True, slots=True)
class Check(Command):
    """Check the program against the step's ``check.py``; ``real``: on the real board in use."""

    real: bool = False


@dataclass(frozen=True, slots=True)
class UseBoard(BoardDeed):
    """Use another board from now on; a program that runs is stopped first."""

    moniker: str
    """Which one: one of ``View.boards``, or any moniker."""


@dataclass(frozen=True, slots=True)
class Setting(Command):
    """How texts are shown; it is kept for the next time."""


@dataclass(frozen=True, slots=True)
class Choose(Setting):
    """Set one of :data:`kibako.workbench.settings.SETTINGS`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SetReading(Setting):
    """Choose how kanji are shown: ふつう, ふりがな or かなだけ."""

    mode: ReadingMode


@dataclass(frozen=True, slots=True)
class SetLanguage(Setting):
    """Choose the language of texts and messages."""

    lang: str
