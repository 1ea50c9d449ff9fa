"""The line mode: lessons as plain lines, for a screen reader, a braille display, or a pipe.

Nothing is ever drawn over: no escape bytes, no bare carriage return, no frames; one record a line.
"""

import io
import time
from collections.abc import Callable
from typing import TextIO

from kibako_access.speech_queue import Urgency

from kibako import strings
from kibako.errors import KibakoError
from kibako.events import Event
from kibako.line.face import Face
from kibako.line.hearing import Hearing
from kibako.line.speaker import Speaker
from kibako.line.telling import Teller
from kibako.line.words import first_word
from kibako.visible import visible
from kibako.workbench.actions import OPEN_BENCH, action
from kibako.workbench.commands import Stop
from kibako.workbench.core import Workbench
from kibako.workbench.sounding import Ears, is_spoken
from kibako.workbench.talk import Talk

MAX_TYPED = 20_000
"""How many characters a typed line may have."""
PIPED_RUN_S = 10.0
"""How long a program may run before the next line, when lines come from a pipe, in seconds."""
HEARTBEAT_S = 10.0
"""How often a long check says that it still goes on, in seconds."""
PREPARING_S = 0.5
"""How long a board may take to open before that is said, in seconds."""
STOP_S = 5.0
"""How long Ctrl-C waits for a program to end, in seconds."""
_SLICE_S = 0.05


class Conversation:
    """Lines from a person, lines to a person.

    Args:
        workbench: The core.
        stdin: Where typed lines come from.
        stdout: Where lines go.
        clock: The clock in seconds by which it is told how things on the board have settled.
    """

    def __init__(
        self,
        workbench: Workbench,
        stdin: TextIO,
        stdout: TextIO,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workbench = workbench
        self._stdin = stdin
        self._typed_by_hand = stdin.isatty()
        self._ears = Ears(lambda: workbench.view, self._tell, listens=self._typed_by_hand)
        self._talk = Talk(lambda: workbench.view, self._tell, (self._ears,))
        self._hearing = Hearing(self._talk, lambda event: is_spoken(event, workbench.view))
        self.speaker = Speaker(stdout, clock, self._hearing.line)
        """Who writes the lines."""
        self._teller = Teller(workbench, self.speaker)
        self._face = Face(workbench, self._teller, self._question)

    def run(self) -> int:
        """Talk until the person quits or the input ends.

        Returns:
            The exit status, or ``OPEN_BENCH``.
        """
        self._talk.turn(self._workbench.view.setting("speech") == "on")
        with self._hearing.together(Urgency.RESULT):
            self._teller.say("hello")
            if self._workbench.view.first_start and self._typed_by_hand:
                first = strings.text("line_settings.first")
                self._teller.say_plain(self._teller.readable(first))
            self._workbench.subscribe(self._ears.take)
            self._workbench.subscribe(self._take)
            self._teller.packs()
        try:
            while not (self._face.quitting or self.speaker.gone):
                self._turn()
        finally:
            self._workbench.unsubscribe(self._take)
            self._workbench.unsubscribe(self._ears.take)
            self._workbench.close()
            if not self.speaker.gone:
                bye = "to_bench" if self._face.to_bench else "bye"
                self._teller.say(bye if self._workbench.view.saved else "bye_unsaved")
            self.speaker.close()
            self._talk.close()
            self._ears.close()
        return OPEN_BENCH if self._face.to_bench else 0

    def _tell(self, error: KibakoError) -> None:
        """Say why something is not heard; called on any thread."""
        self._teller.problem(error.what, error.next_step)

    def _turn(self) -> None:
        """Take one line and do it; Ctrl-C stops what runs, or says how to end."""
        try:
            line = self._ask(self._face.prompt())
            if line is None:
                self._face.quitting = True
                return
            with self._hearing.together(Urgency.RESULT):
                self._face.do(line)
            self._wait()
        except KeyboardInterrupt:
            self.speaker.prompt("")
            self.speaker.say("")
            if self._workbench.wait_idle(0.0):
                self._teller.say("how_to_quit", quit=first_word(action("quit")))
            else:
                self._talk.sent(Stop())
                self._workbench.send(Stop())
                self._workbench.wait_idle(STOP_S)
            self.speaker.flush()

    def _wait(self) -> None:
        """Wait until what was asked for is done.

        A program goes on while the person types; when nobody types, it is waited for too, so that
        a pipe can run one and then check it.
        """
        began = time.monotonic()
        beat = began
        prepared = False
        while not self._workbench.wait_idle(_SLICE_S):
            now = time.monotonic()
            prepared = prepared or self._workbench.view.preparing  # its event has said so
            if self._workbench.view.running and not self._workbench.view.connected:
                if not prepared and now - began >= PREPARING_S:
                    prepared = True
                    self._teller.say("preparing")
            elif self.speaker.held:
                if self._typed_by_hand and not self._face.ending:
                    break
                if now - began >= PIPED_RUN_S:
                    self._teller.say("still_running")
                    break
            elif now - beat >= HEARTBEAT_S:
                beat = now
                self._teller.say("still_checking")
        self.speaker.flush()

    def _question(self, question: str) -> str | None:
        """Ask for a further line; while a program runs there is no prompt, so it is said."""
        if self._typed_by_hand and self.speaker.held:
            self._teller.say_plain(question.rstrip())
        return self._ask(question)

    def _take(self, event: Event) -> None:
        self._hearing.take(event, self._teller)

    def _ask(self, prompt: str) -> str | None:
        """Show a prompt and take a line; None at the end of the input."""
        self._hearing.speak(prompt)
        while True:
            if self._typed_by_hand:
                self.speaker.prompt(prompt)
            line = self._read_line()
            self.speaker.prompt("")
            if line is None:
                return None
            if not line:
                continue
            line = line.removesuffix("\n").removesuffix("\r")
            if not self._typed_by_hand:
                # Nobody's terminal has shown the line: the record of the talk gets it here.
                self._teller.say_plain(prompt + visible(line))
            return line

    def _read_line(self) -> str | None:
        """Read a line with its end; "" for one that is of no use, None at the end of the input."""
        try:
            # endless: a person may think as long as they like
            line = self._stdin.readline(MAX_TYPED)
        except UnicodeDecodeError:
            self._teller.say("unreadable")
            return ""
        if not line:
            return None
        if len(line) >= MAX_TYPED and not line.endswith("\n"):
            # endless: what the person types has no end yet
            while (rest := self._stdin.readline(MAX_TYPED)) and not rest.endswith("\n"):
                pass
            self._teller.say("too_long")
            return ""
        if any("\ud800" <= c <= "\udfff" for c in line):
            self._teller.say("unreadable")
            return ""
        return line


def run(workbench: Workbench, stdin: TextIO, stdout: TextIO) -> int:
    """Do lessons line by line until the person quits.

    Args:
        workbench: The core; it is closed (and the work saved) at the end.
        stdin: Where typed lines come from.
        stdout: Where lines go.

    Returns:
        The exit status.
    """
    # A byte that is no letter must cost its own line only, never the rest of the input.
    for stream, errors in ((stdin, "surrogateescape"), (stdout, "replace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    return Conversation(workbench, stdin, stdout).run()
