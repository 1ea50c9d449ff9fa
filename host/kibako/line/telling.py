"""Events put into lines: what a program prints, what the display shows, how a check ended."""

from collections.abc import Mapping

from kibako import strings
from kibako.events import Event
from kibako.line.parts import PartsTeller
from kibako.line.speaker import Speaker
from kibako.line.wording import picture, readable, step_lines
from kibako.line.words import LOCALS, first_word, number_of, stop_digits
from kibako.visible import printable
from kibako.workbench import board_words, explaining, questions, sounding, tool_words
from kibako.workbench.actions import action
from kibako.workbench.around import label
from kibako.workbench.core import Workbench
from kibako.workbench.rescue import WIPE, Ways, sentences
from kibako.workbench.settings import setting
from kibako.workbench.view import PackView

ENDINGS = ("done", "error", "stopped", "limit", "lost")
MAX_LINE = 1000
"""How many characters of a printed line are said; the rest becomes lines of its own."""
_SOONER_MS = 20
"""A sound that ends so much before its time, or less, has ended in time."""


def _word(action_id: str, rest: str = "") -> str:
    """Return the word for an action, as a sentence quotes it."""
    typed = f"{first_word(action(action_id))} {rest}".rstrip()
    return strings.text("board_words.word", word=typed)


def _after_rescue() -> Ways:
    """The words with which a person goes on after a rescue."""
    wipe = _word("rescue", WIPE[strings.word_index()])
    return Ways(_word("run"), _word("rescue"), wipe, _word("board"))


class Teller:
    """Takes the workbench's events, on any thread, and has them said.

    Args:
        workbench: Whose view is told.
        speaker: Who says it.
    """

    def __init__(self, workbench: Workbench, speaker: Speaker) -> None:
        self._workbench = workbench
        self._speaker = speaker
        self._begun = ""
        self._parts = PartsTeller(workbench, speaker)
        self._input_names: dict[tuple[str, str], str] | None = None
        self._dark = False
        self._sounds_until_ms: float | None = None
        self.traceback = ""
        """The board's own report of the last mistake."""

    def readable(self, said: str) -> str:
        """Return a text as it is said: with its readings, or in kana."""
        return self._text(said)

    def _text(self, said: object) -> str:
        return readable(str(said), self._workbench.view.reading)

    def say(self, name: str, /, **fields: object) -> None:
        """Say one of the ``line`` messages."""
        self._speaker.say(self._text(strings.text(f"line.{name}", **fields)))

    def say_plain(self, line: str) -> None:
        """Say a line as it is."""
        self._speaker.say(line)

    def begin_answer(self) -> None:
        """What is said from now on is the answer to something new."""
        self._speaker.begin_answer()

    def again(self) -> None:
        """Say once more what was said before this answer."""
        for line in self._speaker.answer_before():
            self._speaker.say(line)

    def problem(self, what: str, next_step: str) -> None:
        """Say what happened and what to try, in one line."""
        self.say("problem", what=what, next=next_step)

    def take(self, event: Event) -> None:
        """Tell an event; called on the thread where it happened, returns at once."""
        value = event.value
        if event.source in ("lesson", "board"):
            self._input_names = None  # another circuit may hang on it
        self._parts.take(event)
        for line in sounding.captions(event, self._workbench.view):
            self._speaker.say(self._text(line))
        match event.source, event.what:
            case "program", "print":
                self._print(str(value))
            case "display", "frame":
                self._display(str(value))
            case (("button_a" | "button_b"), "pressed"):
                self.say("pressed", name=event.source[-1].upper())
            case thing, "pressed":
                self.say("pressed_thing", name=self._workbench.around().called(thing))
            case "music", "tone" if isinstance(value, Mapping):
                self._tone(event.t_ms, value.get("frequency_hz"), value.get("duration_ms"))
            case "music", "stop":
                if self._sounds_until_ms is None or event.t_ms < self._sounds_until_ms:
                    self._offer("music_stop")
            case "board", "preparing":
                self.say("preparing_first")
            case "board", "back":
                self.say("board_back")
            case "board", "plugged" | "unplugged" | "chosen" | "blinked" | "named":
                how = strings.text("board_words.word", word=first_word(action("board")))
                if said := board_words.told(event, how):
                    self._speaker.say(self._text(printable(said)))
            case source, _ if source in tool_words.SOURCES:
                for sentence in tool_words.sentences(event, _word):
                    self._speaker.say(self._text(printable(sentence)))
            case "rescue", _:
                for sentence in sentences(event, _after_rescue()):
                    self._speaker.say(self._text(printable(sentence)))
            case "talkpoint", "said":
                for sentence in questions.sentences(event):
                    self._speaker.offer(self._text(sentence))
            case (("code" | "sound"), _):
                for sentence in questions.sentences(event):
                    self._speaker.say(printable(sentence))
            case "talkpoint", _:
                for sentence in questions.sentences(event):
                    self._speaker.say(self._text(sentence))
            case "recording", "saved":
                self.say("recorded", path=printable(str(value)))
            case "recording", "waits" | "off":
                self.say(f"recording_{event.what}")
            case "program", _:
                self._program(event)
            case "check", _:
                self._check(event)
            case "lesson", _:
                self._lesson(event)
            case "settings", "reading":
                self.say("reading", name=strings.text(f"reading_{value}.name"))
            case "settings", "speech":
                self.say(f"speech_{value}")
            case "settings", "language":
                self.say("language")
            case "settings", "sound_modes":
                self._speaker.say(self._text(strings.text("sound_said.modes")))
            case "settings", name:
                each = setting(name)
                named = {"label": each.label, "value": each.value_name(str(value))}
                self._speaker.say(self._text(strings.text("line_settings.changed", **named)))
            case "error", "raised" if isinstance(value, Mapping):
                self.problem(str(value.get("what", "")), str(value.get("next", "")))
            case source, what:
                name = self._inputs().get((source, what))
                if name is not None:
                    shown = f"{value:g}" if isinstance(value, int | float) else value
                    self._offer("set_done", name=label(name), value=shown)

    def _display(self, frame: str) -> None:
        """Tell a picture once it stays; that the end of a program darkens it is no picture."""
        self._dark = not frame.strip("0:")
        if self._speaker.held or not self._dark:
            self._speaker.settle("display", picture(frame, self._workbench.view.code))

    def _tone(self, t_ms: int, frequency_hz: object, duration_ms: object) -> None:
        """Tell a tone; its end is told only where it comes sooner than was said."""
        if isinstance(duration_ms, int | float):
            self._sounds_until_ms = t_ms + duration_ms - _SOONER_MS
            self._offer("tone", frequency=frequency_hz, duration=duration_ms)
        else:
            self._sounds_until_ms = None
            self._offer("tone_on", frequency=frequency_hz)

    def _inputs(self) -> Mapping[tuple[str, str], str]:
        """What can be set around the board, by the events that tell it."""
        if self._input_names is None:
            self._input_names = {
                each.told_as: each.name for each in self._workbench.around().inputs
            }
        return self._input_names

    def _offer(self, name: str, /, **fields: object) -> None:
        self._speaker.offer(self._text(strings.text(f"line.{name}", **fields)))

    def _print(self, text: str) -> None:
        """Say whole lines; what is left of a line is said when more comes or the program ends."""
        parts = (self._begun + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._begun = parts.pop()
        if self._begun:
            # The workbench has waited for the rest: this is a question, or a slow line.
            parts.append(self._begun)
            self._begun = ""
        for part in parts:
            for start in range(0, max(len(part), 1), MAX_LINE):
                self._speaker.offer(printable(part[start : start + MAX_LINE]))

    def _program(self, event: Event) -> None:
        value = event.value
        if event.what == "start":
            self.traceback = ""
            stop = first_word(action("stop"))
            digits = stop_digits(self._workbench.view.code)
            said = strings.text("line.starting", stop=stop, digits=digits)
            self._speaker.hold(self._text(said))
        elif event.what == "skipped":
            self._offer("left_out", count=value)
        elif event.what == "input":
            self.say("sent", text=printable(str(value)))
        elif event.what == "error" and isinstance(value, Mapping):
            self.traceback = str(value.get("traceback", ""))
            message = printable(str(value.get("message", "")))
            line = explaining.line_to_mark(value)
            if line is not None:
                self.say("mistake_line", line=line, message=message)
            else:
                self.say("mistake", message=message)
            for sentence in explaining.sentences(value):
                self._speaker.say(self._text(printable(sentence)))
        elif event.what == "end" and value in ENDINGS:
            if self._dark and value in ("stopped", "error"):
                self._speaker.settle("display", "")
            more = next(first_word(word) for word in LOCALS if word.id == "more")
            self._speaker.release(self._text(strings.text(f"line.end_{value}", more=more)))

    def _check(self, event: Event) -> None:
        value = event.value
        if event.what == "start":
            self.say("checking")
        elif event.what == "request" and isinstance(value, Mapping):
            self._speaker.say(self._text(str(value.get("sentence"))))
        elif event.what == "stopped":
            self.say("check_stopped")
        elif event.what == "passed":
            self.say("passed", sentence=value)
        elif event.what == "failed" and isinstance(value, Mapping):
            self.say("seen", seen=value.get("seen"))
            self.say("expected", expected=value.get("expected"))

    def _lesson(self, event: Event) -> None:
        view = self._workbench.view
        if event.what == "opened":
            title = next((pack.title for pack in view.packs if pack.id == event.value), event.value)
            self.say("opened", title=title)
        elif event.what == "step":
            self.step()
        elif event.what == "closed":
            self.say("closed")
            self.packs()
        elif event.what == "reset":
            self.say("reset")
        elif event.what == "restored":
            self._speaker.say(self._text(strings.text("line_history.restored")))
        elif event.what == "hint":
            for line in step_lines(view.hint, view.reading):
                self._speaker.say(line)
        elif event.what == "finished":
            self.say("finished")
        elif event.what == "passed" and view.can_go_on:
            self.say("onward", next=first_word(action("next")), number=number_of("next"))

    def step(self) -> None:
        """Say where we are and what is to be done."""
        view = self._workbench.view
        self.say("step", step=view.step + 1, steps=view.steps, title=view.title)
        if view.passed and view.passed[view.step]:
            self.say("step_passed")
        for line in step_lines(view.text, view.reading):
            self._speaker.say(line)

    def packs(self) -> None:
        """Say which packs there are, one a line."""
        view = self._workbench.view
        if not view.packs:
            self.say("no_packs")
        for number, pack in enumerate(view.packs, start=1):
            self.pack(number, pack)

    def pack(self, number: int, pack: PackView) -> None:
        """Say one pack of the list."""
        fields = {"title": pack.title, "minutes": pack.minutes}
        self.say("pack", number=number, done=pack.done, steps=pack.steps, **fields)
