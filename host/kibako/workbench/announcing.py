"""What is told of each event: the sentences, the same in all faces, and how they are to be said.

The line mode writes them and a voice says them; on the screen, where the eye sees the same, the
voice alone does. :mod:`kibako.workbench.brief` has their short forms for a braille display.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kibako import strings
from kibako.events import Event, JsonValue
from kibako.visible import printable
from kibako.workbench import board_words, explaining, questions, sounding, tool_words
from kibako.workbench.around import Around, label
from kibako.workbench.doings import Doing, Doings
from kibako.workbench.picture_words import picture
from kibako.workbench.rescue import Ways
from kibako.workbench.rescue import sentences as rescue_sentences
from kibako.workbench.settings import SOUND_MODES, setting
from kibako.workbench.view import View

ENDINGS = ("done", "error", "stopped", "limit", "lost")
LINE_CHARS_MAX = 1000
"""How many characters of a printed line are told as one; the rest becomes lines of its own."""
_SOONER_MS = 20
"""A sound that ends so much before its time, or less, has ended in time."""

Manner = Literal["said", "chatter", "state", "begins", "ends", "step"]
"""How it is to be said: always; unless there is too much; once it stays so for a moment (the newest
of its thing alone); the first and the last of a running program; as the text of a step."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing to be told.

    Attributes:
        text: The sentence, with ruby; of a ``step`` its Markdown; "" for a state: forget it.
        manner: How it is to be said.
        thing: What a ``state`` is about, such as ``display``.
        name: The message that it was made of, where it was one of ours; "" for others.
        fields: What was filled in.
        plain: Whether it is to be taken letter by letter: no ruby is in it.
    """

    text: str
    manner: Manner = "said"
    thing: str = ""
    name: str = ""
    fields: Mapping[str, object] | None = None
    plain: bool = False


class FaceWords:
    """How a face says what a person can do next; each face has its own.

    Args:
        how: Says an action by its id: by a key, or by the word to type; "" where the face has no
            such action.
        ways: Says how to go on after a rescue.
    """

    def __init__(self, how: Callable[[str], str], ways: Callable[[Event], Ways]) -> None:
        self.how = how
        self.ways = ways


class Announcer:
    """Makes announcements of events; remembers only what the next one needs.

    Args:
        view: Tells what is shown now.
        around: Tells what hangs on the board.
        words: How the face says what can be done.
    """

    def __init__(
        self, view: Callable[[], View], around: Callable[[], Around], words: FaceWords
    ) -> None:
        self._view = view
        self._around = around
        self._words = words
        self._doings = Doings(around)
        self._input_names: dict[tuple[str, str], str] | None = None
        self._running = False
        self._dark = False
        self._music = False
        self._sounds_until_ms: float | None = None

    def take(self, event: Event) -> Iterator[Announcement]:
        """Yield what is told of an event, in order; most events tell nothing."""
        if event.source in ("lesson", "board"):
            self._input_names = None  # another circuit may hang on it
        if (doing := self._doings.take(event)) is not None:
            yield from self._part(doing)
        for line in sounding.captions(event, self._view()):
            yield Announcement(line)
        match event.source:
            case "program":
                yield from self._program(event)
            case "check":
                yield from self._check(event)
            case "lesson":
                yield from self._lesson(event)
            case "settings":
                yield from self._setting(event)
            case "board":
                yield from self._board(event)
            case "display" if event.what == "frame":
                yield self._display(str(event.value))
            case "music":
                yield from self._music_event(event)
            case "rescue":
                sentences = rescue_sentences(event, self._words.ways(event))
                yield from (Announcement(printable(each)) for each in sentences)
            case "talkpoint":
                manner: Manner = "chatter" if event.what == "said" else "said"
                yield from (Announcement(each, manner) for each in questions.sentences(event))
            case "code" | "sound":
                for each in questions.sentences(event):
                    yield Announcement(printable(each), plain=True)
            case source if source in tool_words.SOURCES:
                for each in tool_words.sentences(event, self._words.how):
                    yield Announcement(printable(each))
            case _:
                yield from self._other(event)

    def step(self) -> Iterator[Announcement]:
        """Yield where we are in a lesson, and what is to be done."""
        view = self._view()
        yield _said("step", step=view.step + 1, steps=view.steps, title=view.title)
        if view.passed and view.passed[view.step]:
            yield _said("step_passed")
        yield Announcement(view.text, "step")

    # -- a program and its check ---------------------------------------------------------------

    def _program(self, event: Event) -> Iterator[Announcement]:
        value = event.value
        match event.what:
            case "start":
                self._running = True
                yield _said("starting", "begins", stop=self._words.how("stop"))
            case "print":
                for line in _printed(str(value)):
                    yield Announcement(line, "chatter", plain=True)
            case "skipped":
                yield _said("left_out", "chatter", count=value)
            case "input":
                yield _said("sent", text=printable(str(value)))
            case "error" if isinstance(value, Mapping):
                message = printable(str(value.get("message", "")))
                line = explaining.line_to_mark(value)
                known = {} if line is None else {"line": line}
                fields = {"message": message, "kind": message.partition(":")[0], **known}
                yield _said("mistake_line" if known else "mistake", **fields)
                for sentence in explaining.sentences(value):
                    yield Announcement(printable(sentence))
            case "end" if value in ENDINGS:
                self._running = False
                if self._dark and value in ("stopped", "error"):
                    yield Announcement("", "state", "display")  # the end darkened it
                more = self._words.how("more") if value == "error" else ""
                if more:
                    yield _said("end_error_more", "ends", more=more)
                else:
                    yield _said(f"end_{value}", "ends")
            case _:
                pass

    def _check(self, event: Event) -> Iterator[Announcement]:
        value = event.value
        if event.what == "start":
            yield _said("checking")
        elif event.what == "request" and isinstance(value, Mapping):
            yield Announcement(str(value.get("sentence")))
        elif event.what == "stopped":
            yield _said("check_stopped")
        elif event.what == "passed":
            yield _said("passed", sentence=value) if value else _said("well_done")
        elif event.what == "failed" and isinstance(value, Mapping):
            yield _said("seen", seen=value.get("seen"))
            yield _said("expected", expected=value.get("expected"))

    # -- lessons, settings, boards -------------------------------------------------------------

    def _lesson(self, event: Event) -> Iterator[Announcement]:
        view = self._view()
        match event.what:
            case "opened":
                titles = (pack.title for pack in view.packs if pack.id == event.value)
                yield _said("opened", title=next(titles, event.value))
            case "step":
                yield from self.step()
            case "hint":
                yield Announcement(view.hint, "step")
            case "passed" if view.can_go_on:
                yield _said("onward", next=self._words.how("next"))
            case "closed" | "reset" | "restored" | "finished":
                yield _said(event.what)
            case _:
                pass

    def _setting(self, event: Event) -> Iterator[Announcement]:
        value = str(event.value)
        match event.what:
            case "reading":
                yield _said("reading", name=strings.text(f"reading_{value}.name"))
            case "speech" if value == "on":
                yield _said("speech_on", silence=self._words.how("silence"))
            case "speech":
                yield _said("speech_off")
            case "language":
                yield _said("language", name=strings.text("own_language.name"))
            case name if name == SOUND_MODES:
                yield Announcement(strings.text("sound_said.modes"))
            case name:
                each = setting(name)
                yield _said("changed", label=each.label, value=each.value_name(value))

    def _board(self, event: Event) -> Iterator[Announcement]:
        if event.what in ("preparing", "back"):
            yield _said(f"board_{event.what}")
        elif said := board_words.told(event, self._words.how("board")):
            yield Announcement(printable(said))

    # -- what is around ------------------------------------------------------------------------

    def _display(self, frame: str) -> Announcement:
        """Tell a picture once it stays; that the end of a program darkens it is no picture."""
        self._dark = not frame.strip("0:")
        if not self._running and self._dark:
            return Announcement("", "state", "display")
        said = picture(frame, self._view().code)
        return Announcement(said, "state", "display", "picture", {"what": said})

    def _music_event(self, event: Event) -> Iterator[Announcement]:
        """Tell a tone; its end is told only where it comes sooner than was said."""
        value = event.value
        if event.what == "tone" and isinstance(value, Mapping):
            hz, ms = value.get("frequency_hz"), value.get("duration_ms")
            if isinstance(ms, int | float):
                self._sounds_until_ms = event.t_ms + ms - _SOONER_MS
                yield _said("tone", "chatter", frequency=hz, duration=ms)
            else:
                self._sounds_until_ms = None
                yield _said("tone_on", "chatter", frequency=hz)
        elif event.what == "stop" and (
            self._sounds_until_ms is None or event.t_ms < self._sounds_until_ms
        ):
            yield _said("music_stop", "chatter")

    def _part(self, doing: Doing) -> Iterator[Announcement]:
        """Tell what a part of the circuit does.

        A note on a Pico is told at once, for a melody is over soon; a micro:bit tells its notes
        itself, and what a buzzer makes of one is the same sound.
        """
        said = printable(doing.words)
        if doing.kind != "sound":
            yield Announcement(said, "state", ".".join(doing.key))
        elif doing.part == "music":
            self._music = doing.active
            yield Announcement("", "state", "sound")
        elif doing.active and "microbit" not in self._view().board:
            yield Announcement("", "state", "sound")
            yield Announcement(said, "chatter")
        elif not self._music:
            yield Announcement(said, "state", "sound")

    def _other(self, event: Event) -> Iterator[Announcement]:
        value = event.value
        match event.source, event.what:
            case (("button_a" | "button_b"), "pressed"):
                yield _said("pressed", name=event.source[-1].upper())
            case thing, "pressed":
                yield _said("pressed_thing", name=self._around().called(thing))
            case "recording", "saved":
                yield _said("recorded", path=printable(str(value)))
            case "recording", "waits" | "off":
                yield _said(f"recording_{event.what}")
            case "error", "raised" if isinstance(value, Mapping):
                what, next_step = str(value.get("what", "")), str(value.get("next", ""))
                yield _said("problem", what=what, next=next_step)
            case source, what:
                name = self._inputs().get((source, what))
                if name is not None:
                    yield _said("set_done", "chatter", name=label(name), value=_number(value))

    def _inputs(self) -> Mapping[tuple[str, str], str]:
        """What can be set around the board, by the events that tell it."""
        if self._input_names is None:
            self._input_names = {each.told_as: each.name for each in self._around().inputs}
        return self._input_names


def _said(name: str, manner: Manner = "said", /, **fields: object) -> Announcement:
    text = strings.text(f"announce.{name}", **fields)
    return Announcement(text, manner, name=name, fields=fields)


def _number(value: JsonValue) -> JsonValue:
    return f"{value:g}" if isinstance(value, int | float) else value


def _printed(text: str) -> Iterator[str]:
    """Yield what a program printed, line by line, long ones in pieces.

    The workbench waits for the rest of a line: what has no end yet is a question, or a slow line.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    for line in lines:
        for start in range(0, max(len(line), 1), LINE_CHARS_MAX):
            yield printable(line[start : start + LINE_CHARS_MAX])
