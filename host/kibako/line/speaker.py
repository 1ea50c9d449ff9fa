"""The one writer of the line mode: lines come from any thread and go out in order.

It waits for a slow terminal so that the board need not; what waits is bounded. A prompt is written
only when nothing else is to be said, and again after a line that came in between.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

from kibako import strings
from kibako.workbench.settling import Settling

MAX_WAITING = 400
"""How many lines wait at most for a slow terminal; of a board that says more, some are left out."""
MAX_AGAIN = 200
"""How many lines of the last answer can be said again."""


class Speaker:
    """Writes lines to a stream on a thread of its own.

    Args:
        out: Where to write.
        clock: A clock in seconds, by which things settle.
        on_line: Told of each line as it is given to us, for a voice.
    """

    def __init__(
        self,
        out: TextIO,
        clock: Callable[[], float] = time.monotonic,
        on_line: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._out = out
        self._clock = clock
        self._on_line = on_line
        self._changed = threading.Condition()
        self._waiting: deque[str] = deque()
        self._left_out = 0
        self._answer: deque[str] = deque(maxlen=MAX_AGAIN)
        self._answer_before: list[str] = []
        self._settling = Settling()
        self._prompt = ""
        self._prompt_shown = False
        self._held = False
        self._writing = False
        self._closing = False
        self.gone = False
        """Whether the reader of our output has gone away."""
        self._thread = threading.Thread(target=self._work, name="line-speaker", daemon=True)
        self._thread.start()

    def say(self, line: str) -> None:
        """Say a line of our own; it is never left out.

        Args:
            line: One or more lines, without the last line end.
        """
        with self._changed:
            self._tell_settled(self._clock())
            self._waiting.extend(line.split("\n"))
            self._changed.notify_all()
        self._on_line(line)

    def begin_answer(self) -> None:
        """What is said from now on is a new answer; the one before can be asked for."""
        with self._changed:
            if self._answer:
                self._answer_before = list(self._answer)
                self._answer.clear()

    def answer_before(self) -> list[str]:
        """Return the lines of the answer before this one, the newest ones of a long one."""
        with self._changed:
            return self._answer_before

    def offer(self, line: str) -> None:
        """Say a line that a board sent; some are left out when there are too many."""
        with self._changed:
            self._tell_settled(self._clock())
            if len(self._waiting) >= MAX_WAITING:
                self._left_out += 1
                return
            self._waiting.append(line)
            self._changed.notify_all()
        self._on_line(line)

    def settle(self, thing: str, line: str) -> None:
        """Tell how something is once it stays so for a moment; a newer line takes its place.

        Args:
            thing: What it is about, such as ``display``; there are as many as the board has.
            line: How it is from now on; "": what waits is not told.
        """
        with self._changed:
            self._tell_settled(self._clock())
            self._settling.put(thing, line, self._clock())
            self._changed.notify_all()

    @property
    def held(self) -> bool:
        """Whether a program runs, so that no prompt is shown."""
        return self._held

    def hold(self, line: str) -> None:
        """Say that a program starts; from now on no prompt is shown."""
        with self._changed:
            self._held = True
            self._settling.clear()
            self._waiting.append(line)
            self._changed.notify_all()
        self._on_line(line)

    def release(self, line: str) -> None:
        """Say that the program has ended, after what the display shows; prompts are shown again."""
        with self._changed:
            self._held = False
            self._tell_settled(math.inf)
            self._waiting.append(line)
            self._changed.notify_all()
        self._on_line(line)

    def prompt(self, text: str) -> None:
        """Show a prompt whenever nothing else is to be said; "" shows none any more."""
        with self._changed:
            self._prompt = text
            self._prompt_shown = False
            self._changed.notify_all()

    def flush(self, timeout_s: float = 5.0) -> None:
        """Wait until all that was said is written.

        Args:
            timeout_s: How long to wait at most, in seconds.
        """
        with self._changed:
            self._tell_settled(self._clock())
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self.gone or not (self._waiting or self._writing), timeout_s
            )

    def close(self) -> None:
        """Write what waits and end; closing twice is no error."""
        with self._changed:
            self._tell_settled(math.inf)
            self._prompt = ""
            self._closing = True
            self._changed.notify_all()
        self._thread.join(5.0)

    def _tell_settled(self, until_s: float) -> None:
        """Put what has stayed for its moment into the line, unless it was told so last."""
        for line in self._settling.take(until_s):
            self._waiting.append(line)
            self._on_line(line)

    def _next(self) -> tuple[list[str], str] | None:
        """Wait for lines and a prompt to write; None at the end."""
        with self._changed:
            while True:
                now = self._clock()
                self._tell_settled(now)
                lines = list(self._waiting)
                self._answer.extend(lines)
                self._waiting.clear()
                if self._left_out:
                    lines.append(strings.text("announce.left_out", count=self._left_out))
                    self._left_out = 0
                prompt = ""
                if self._prompt and not self._held and (lines or not self._prompt_shown):
                    prompt = self._prompt
                if lines or prompt:
                    self._writing = True
                    if lines and self._prompt_shown:
                        lines.insert(0, "")
                        self._prompt_shown = False
                    self._prompt_shown = bool(prompt) or self._prompt_shown
                    return lines, prompt
                if self._closing:
                    return None
                first_s = self._settling.due_s()
                self._changed.wait(None if first_s is None else max(first_s - now, 0.0))

    def _work(self) -> None:
        while (wanted := self._next()) is not None:
            lines, prompt = wanted
            try:
                self._out.write("".join(f"{line}\n" for line in lines) + prompt)
                self._out.flush()
            except (OSError, ValueError):
                with self._changed:
                    self.gone = True
            with self._changed:
                self._writing = False
                self._changed.notify_all()
