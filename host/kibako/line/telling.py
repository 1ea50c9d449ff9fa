"""Announcements put into lines, as the line mode writes them."""

from collections.abc import Mapping

from kibako import strings
from kibako.events import Event
from kibako.line.speaker import Speaker
from kibako.line.wording import readable, step_lines
from kibako.line.words import LOCALS, first_word, number_of, stop_digits
from kibako.workbench.actions import action
from kibako.workbench.announcing import Announcement, Announcer, FaceWords
from kibako.workbench.core import Workbench
from kibako.workbench.rescue import WIPE, Ways
from kibako.workbench.view import PackView


def _word(action_id: str, rest: str = "") -> str:
    """Return the word for an action, as a sentence quotes it."""
    typed = f"{first_word(action(action_id))} {rest}".rstrip()
    return strings.text("board_words.word", word=typed)


def _after_rescue(event: Event) -> Ways:
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
        words = FaceWords(self._how, _after_rescue)
        self._announcer = Announcer(lambda: workbench.view, workbench.around, words)
        self.traceback = ""
        """The board's own report of the last mistake."""

    def _how(self, action_id: str) -> str:
        """Return what to type for something: the words needed most by number, too."""
        if action_id == "more":
            more = next(first_word(word) for word in LOCALS if word.id == "more")
            return strings.text("board_words.word", word=more)
        if action_id in ("stop", "next"):
            stops = action_id == "stop"
            number = stop_digits(self._workbench.view.code) if stops else number_of(action_id)
            word = first_word(action(action_id))
            return strings.text("line.number_or_word", number=number, word=word)
        return _word(action_id)

    def readable(self, said: str) -> str:
        """Return a text as it is said: with its readings, or in kana."""
        return readable(said, self._workbench.view.reading)

    def say(self, name: str, /, **fields: object) -> None:
        """Say one of the ``line`` messages."""
        self._speaker.say(self.readable(strings.text(f"line.{name}", **fields)))

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
        said = strings.text("announce.problem", what=what, next=next_step)
        self._speaker.say(self.readable(said))

    def take(self, event: Event) -> None:
        """Tell an event; called on the thread where it happened, returns at once."""
        if event.source == "program":
            self._keep_traceback(event)
        for each in self._announcer.take(event):
            self._tell(each)
        if (event.source, event.what) == ("lesson", "closed"):
            self.packs()

    def _keep_traceback(self, event: Event) -> None:
        if event.what == "start":
            self.traceback = ""
        elif event.what == "error" and isinstance(event.value, Mapping):
            self.traceback = str(event.value.get("traceback", ""))

    def _tell(self, told: Announcement) -> None:
        if told.manner == "step":
            for line in step_lines(told.text, self._workbench.view.reading):
                self._speaker.say(line)
            return
        line = told.text if told.plain else self.readable(told.text)
        match told.manner:
            case "chatter":
                self._speaker.offer(line)
            case "state":
                self._speaker.settle(told.thing, line)
            case "begins":
                self._speaker.hold(line)
            case "ends":
                self._speaker.release(line)
            case _:
                self._speaker.say(line)

    def step(self) -> None:
        """Say where we are and what is to be done."""
        for each in self._announcer.step():
            self._tell(each)

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
