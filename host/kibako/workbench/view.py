"""What a face shows: one frozen picture of the workbench, replaced whole at every change."""

from dataclasses import dataclass, replace

from kibako.lessons.checks import CheckOutcome
from kibako.workbench.commands import ReadingMode

DARK_DISPLAY = ("00000",) * 5
"""The rows of a display with no lamp on."""


@dataclass(frozen=True, slots=True)
class PackView:
    """One line of the list of packs."""

    id: str
    """The pack's name in commands, such as ``first-light``."""
    title: str
    """The title in the current language, with ruby in the Aozora notation."""
    minutes: int
    """About how long the pack takes."""
    done: int
    """How many steps are passed."""
    steps: int
    """How many steps there are."""
    last: bool = False
    """Whether this is the pack that was open last."""
    words: tuple[str, ...] = ()
    """What it can be found by (:mod:`kibako.workbench.searching`)."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """What the last check of the open step said."""

    passed: bool
    sentence: str
    """When passed: one sentence that says so; else empty."""
    seen: str
    """When not passed: what happened."""
    expected: str
    """When not passed: what was expected."""

    @classmethod
    def of(cls, outcome: CheckOutcome) -> "ResultView":
        """Return what a check said, in the current language."""
        return cls(outcome.passed, outcome.sentence, outcome.seen, outcome.expected)


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """One board that can be used."""

    moniker: str
    """How to open it."""
    name: str
    """What a person would call its kind."""
    label: str = ""
    """What stands on its sticker."""
    port: str = ""
    """Where it is plugged in now; empty for one that is not on a cable."""
    used: bool = False
    """Whether it is the one in use."""

    def marked(self, used: bool) -> "BoardChoice":
        """Return the same, in use or not."""
        return replace(self, used=used)


@dataclass(frozen=True, slots=True)
class View:
    """The whole workbench at one moment."""

    packs: tuple[PackView, ...] = ()
    pack: PackView | None = None
    """The open pack; None while the list is shown."""
    step: int = 0
    """The open step, counted from 0."""
    steps: int = 0
    """How many steps the open pack has."""
    title: str = ""
    """The title of the step, with ruby."""
    text: str = ""
    """The text of the step: Markdown with ruby (``kibako_access.ruby`` renders it)."""
    code: str = ""
    """The learner's program, as it stands in memory."""
    talkpoints: tuple[tuple[int, str], ...] = ()
    """The talkpoints of the program: the line, counted from 1, and what it says."""
    family: str = ""
    """The family of the board that the step is for: ``microbit`` or ``pico``."""
    hint: str = ""
    """The hint that is to be seen: Markdown with ruby, its heading first; "" for none."""
    solution_next: bool = False
    """Whether the next hint is the solution, which wants a confirmation."""
    saved: bool = True
    """Whether the program on disk is the one in memory."""
    running: bool = False
    checking: bool = False
    request: str = ""
    """What a check on a real board asks a person to do just now, with ruby; "" for nothing."""
    passed: tuple[bool, ...] = ()
    """For each step of the open pack, whether it is passed."""
    result: ResultView | None = None
    """The last check of this step, until the program or the step changes."""
    chosen: tuple[tuple[str, str], ...] = ()
    """Each setting of :mod:`kibako.workbench.settings` and its value."""
    first_start: bool = False
    """Whether nothing was ever chosen or opened in this folder of work."""
    reading: ReadingMode = "furigana"
    lang: str = "ja"
    board: str = ""
    """What a person would call the board, such as ``virtual:microbit``."""
    boards: tuple[BoardChoice, ...] = ()
    """What could be used instead: the virtual boards, and what is plugged in now."""
    cable_out: bool = False
    """Whether the board in use went away and was not seen since."""
    preparing: bool = False
    """Whether a virtual board gets ready for the first time, which takes seconds."""
    connected: bool = False
    """Whether the board is open."""
    recording: bool = False
    """Whether the next run, or the one that goes on, is recorded."""
    display: tuple[str, ...] = DARK_DISPLAY
    """The rows of the 5x5 display, a digit 0 to 9 a lamp."""
    buttons: tuple[str, ...] = ()
    """The buttons that are held down now, such as ``button_a``."""

    def setting(self, name: str) -> str:
        """Return the value of a setting; "" for one that is not known."""
        return dict(self.chosen).get(name, "")

    @property
    def to_read(self) -> str:
        """What is to be read: the hint, the title of the step and its text, in Markdown."""
        hint = f"{self.hint}\n" if self.hint else ""
        title = f"# {self.title}\n\n" if self.title else ""
        return f"{hint}{title}{self.text}"

    @property
    def over_air(self) -> bool:
        """Whether the board in use has no cable: it is reached over Bluetooth."""
        return self.board.startswith("ble:")

    @property
    def can_go_on(self) -> bool:
        """Whether the next step is open to the learner."""
        return self.step + 1 < self.steps and self.passed[self.step]

    @property
    def finished(self) -> bool:
        """Whether every step of the open pack is passed."""
        return bool(self.passed) and all(self.passed)
