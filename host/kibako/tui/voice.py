"""The screen spoken: what an event tells, as sentences, and the voice that says them."""

from collections.abc import Callable, Iterator, Sequence

from kibako_access import code_reader, ruby
from kibako_access.player import Quiet
from kibako_access.speech_queue import Urgency

from kibako import strings
from kibako.events import Event
from kibako.lessons.prose import parse
from kibako.tui.keybar import key_name
from kibako.tui.result import Note, problem, rescue, tool
from kibako.workbench import explaining, questions, tool_words
from kibako.workbench.actions import action
from kibako.workbench.board_words import told
from kibako.workbench.commands import Command
from kibako.workbench.settings import SOUND_MODES, setting
from kibako.workbench.sounding import is_spoken
from kibako.workbench.talk import Talk, VoiceError, urgency_of
from kibako.workbench.view import View


def sentences(event: Event, view: View) -> Iterator[str]:
    """Yield what a voice says of an event on the screen.

    Args:
        event: What happened.
        view: What is shown now.
    """
    value = event.value
    match event.source, event.what:
        case "program", "print":
            yield str(value)
        case "program", "error" if isinstance(value, dict):
            if (line := explaining.line_to_mark(value)) is not None:
                yield strings.text("tui_lesson.mistake", line=line)
            yield from explaining.sentences(value) or [str(value.get("message", ""))]
        case "program", "end":
            yield strings.text(f"tui_lesson.ended_{value}")
        case "check", "start":
            yield strings.text("tui_lesson.checking")
        case "check", "request" if isinstance(value, dict):
            yield str(value.get("sentence"))
        case "check", "passed":
            yield str(value or strings.text("tui_lesson.passed"))
        case "check", "failed" if isinstance(value, dict):
            yield f"{strings.text('tui_lesson.seen')}: {value.get('seen')}"
            yield f"{strings.text('tui_lesson.expected')}: {value.get('expected')}"
        case "lesson", "step":
            yield view.title
            yield from prose(view.text)
        case "lesson", "hint":
            yield from prose(view.hint)
        case "lesson", "finished":
            yield strings.text("tui_lesson.finished")
        case "settings", "speech":
            yield strings.text(f"voice.turned_{value}")
        case "settings", ("sound" | "volume") as name:
            each = setting(name)
            named = {"label": each.label, "value": each.value_name(str(value))}
            yield strings.text("line_settings.changed", **named)
        case "settings", "sound_modes":
            yield strings.text("sound_said.modes")
        case "settings", "reading":
            yield strings.text(f"reading_{value}.name")
        case "error", "raised" if isinstance(value, dict):
            yield f"{value.get('what', '')} {value.get('next', '')}"
        case "rescue", _:
            yield from _note(rescue(event))
        case source, _ if source in tool_words.SOURCES:
            yield from _note(tool(event) or Note())
        case "board", _:
            yield told(event, key_name(action("board").keys[0])) or ""
        case _:
            yield from questions.sentences(event)


def prose(text: str) -> Iterator[str]:
    """Yield the text of a step, sentence by sentence; its code in words."""
    for block in parse(text):
        for line in block.lines:
            shown = "".join(piece.shown("kana") for piece in line)
            if block.kind == "code":
                shown = code_reader.words(shown, questions.spoken_language())
            yield shown


def _note(note: Note) -> Iterator[str]:
    yield note.heading
    yield from (text for _, text in note.lines)


class ScreenVoice:
    """Speaks for the screen, when it is set so.

    Args:
        show: Shows a note; called on any thread.
        others: What else makes sound, to be quieted with it.
    """

    def __init__(self, show: Callable[[Note], object], others: Sequence[Quiet] = ()) -> None:
        self._show = show
        self._talk = Talk(self._tell_problem, others)
        self._last: tuple[tuple[str, ...], Urgency] = ((), Urgency.RESULT)

    def turn(self, on: bool) -> None:
        """Begin to speak, or end it."""
        self._talk.turn(on)

    def take(self, event: Event, view: View) -> None:
        """Say what an event tells; what was asked for by a key is shown too."""
        self._talk.take(event)
        if (event.source, event.what) == ("speech", "again"):
            said = self._last[0]
            heading, *rest = said or (strings.text("voice.nothing_said"),)
            self._show(Note("passed", heading, tuple(("", line) for line in rest)))
            self._talk.say(said, Urgency.RESULT)
            return
        said = tuple(ruby.render(line, "kana") for line in sentences(event, view) if line)
        if said and is_spoken(event, view):
            self._last = said, urgency_of(event)
            self._talk.say(*self._last)
        if event.source == "settings" and event.what in ("speech", "sound", "volume", SOUND_MODES):
            self._show(Note("passed", said[0]))

    def sent(self, command: Command) -> None:
        """Say at once that a stop was asked for."""
        self._talk.sent(command)

    def close(self) -> None:
        """End it; closing twice is no error."""
        self._talk.close()

    def _tell_problem(self, error: VoiceError) -> None:
        self._show(problem(error.what, error.next_step))
