"""The line editor of the board: keys in, screen bytes out, for the prompt and for ``input()``."""

import codecs
from dataclasses import dataclass

from kibako.virtual.repl import cells, completion, keys
from kibako.virtual.repl.keys import Signal

LINE_LIMIT_CHARS = 16384
"""The longest line; further characters are answered with a bell."""

_HISTORY_LINES = 32
_TAB_TEXT = "    "
_CLUSTER_LIMIT = 16


@dataclass(frozen=True, slots=True)
class Edit:
    """What came of some bytes.

    Attributes:
        output: What to send to the screen.
        signal: What the user asked for, if the bytes ended the edit.
        rest: The bytes after that.
    """

    output: bytes
    signal: Signal | None = None
    rest: bytes = b""


class LineEditor:
    """Edits one line at a time: ``start``, then ``receive`` until it gives a signal.

    Args:
        control_signals: Whether Ctrl-A, B and E on an empty line are signals (at the prompt they
            are, in ``input()`` they are keys).
        completes: Whether Tab on a word asks for a completion.
        keeps_history: Whether entered lines can be called back with the up key.
    """

    def __init__(
        self,
        *,
        control_signals: bool = False,
        completes: bool = False,
        keeps_history: bool = False,
    ) -> None:
        self._control_signals = control_signals
        self._completes = completes
        self._keeps_history = keeps_history
        self._history: list[str] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._line: list[str] = []
        self._cursor = 0
        self._prompt = ""
        self._continued = False
        self._back = -1
        self._draft = ""
        self._indented = False
        self.auto_indent = True
        self._sequence: str | None = None
        self._out: list[str] = []

    @property
    def text(self) -> str:
        """The line as it stands."""
        return "".join(self._line)

    @property
    def before_cursor(self) -> str:
        """The line up to the cursor."""
        return "".join(self._line[: self._cursor])

    def start(self, prompt: str, *, indent: str = "", continued: bool = False) -> bytes:
        """Begin a new line.

        Args:
            prompt: What stands before it.
            indent: Spaces that the line starts with, given by the auto-indent.
            continued: Whether it goes on with a statement of earlier lines.

        Returns:
            The bytes for the screen.
        """
        self._decoder.reset()
        self._prompt = prompt
        self._continued = continued
        self._line = list(indent)
        self._cursor = len(indent)
        self._indented = bool(indent)
        self._back = -1
        self._sequence = None
        return (prompt + indent).encode(errors="replace")

    def receive(self, data: bytes) -> Edit:
        """Take bytes of the keyboard.

        Args:
            data: Any bytes; a character may be split between calls.

        Returns:
            What to show, and the signal that ended the edit, if one did.
        """
        self._out.clear()
        signal: Signal | None = None
        at = 0
        while at < len(data) and signal is None:
            char = self._decoder.decode(data[at : at + 1])
            at += 1
            if char:
                signal = self._key(char)
        return Edit("".join(self._out).encode(errors="replace"), signal, data[at:])

    def complete(self, names: list[str]) -> bytes:
        """Go on after the signal ``complete``.

        Args:
            names: The candidates.

        Returns:
            The bytes for the screen.
        """
        self._out.clear()
        added = completion.extension(self.before_cursor, names)
        if added is None:
            word = completion.word_before(self.before_cursor)[0].rpartition(".")[2]
            fitting = [name for name in names if name.startswith(word)]
            self._out.append(completion.columns(fitting) + self._prompt + self.before_cursor)
            self._show(self._cursor, self._cursor)
        elif added:
            self._insert(added)
        return "".join(self._out).encode(errors="replace")

    def clear_history(self) -> None:
        """Forget the lines entered so far."""
        self._history.clear()

    def _key(self, char: str) -> Signal | None:
        if self._sequence is not None and char >= " ":
            self._sequence, move = keys.escape(self._sequence, char)
            if move:
                self._move(move)
            return None
        self._sequence = None
        just_indented, self._indented = self._indented, False
        if char in keys.CONTROLS:
            return self._control(char)
        if char == "\r":
            self._out.append("\r\n")
            self._remember()
            return "enter"
        if char == "\x1b":
            self._sequence = ""
        elif char in "\x08\x7f":
            self._backspace()
        elif just_indented and char in "\t ":
            # The sender indents on its own: leave it to them for the rest of the statement.
            self.auto_indent = False
            if char == " ":
                self._change(len(self._line) - 3, [], len(self._line) - 3)
        elif char == "\t":
            return self._tab()
        elif char in keys.EMACS:
            self._move(keys.EMACS[char])
        elif char >= " " and not "\x80" <= char <= "\x9f":
            self._insert(char)
        return None

    def _control(self, char: str) -> Signal | None:
        signal = keys.CONTROLS[char]
        if char == "\x03":
            return signal
        if not self._line and (self._control_signals or char == "\x04"):
            return signal
        self._move({"\x01": "home", "\x02": "left", "\x04": "delete", "\x05": "end"}[char])
        return None

    def _tab(self) -> Signal | None:
        before = self._line[self._cursor - 1] if self._cursor else "\n" if self._continued else ""
        if not self._completes or (before and before.isspace()):
            self._insert(_TAB_TEXT)
            return None
        return "complete"

    def _move(self, move: str) -> None:
        end = len(self._line)
        if move == "home":
            self._go(0)
        elif move == "end":
            self._go(end)
        elif move == "left":
            self._go(max(self._cursor - 1, 0))
        elif move == "right":
            self._go(min(self._cursor + 1, end))
        elif move == "word_left":
            self._go(self._word(-1))
        elif move == "word_right":
            self._go(self._word(1))
        elif move == "delete" and self._cursor < end:
            self._change(self._cursor, self._line[self._cursor + 1 :], self._cursor)
        elif move == "kill_end" and self._cursor < end:
            self._change(self._cursor, [], self._cursor)
        elif move == "kill_start" and self._cursor:
            self._change(0, self._line[self._cursor :], 0)
        elif move == "kill_word_left" and self._cursor:
            start = self._word(-1)
            self._change(start, self._line[self._cursor :], start)
        elif move == "kill_word_right" and self._cursor < end:
            self._change(self._cursor, self._line[self._word(1) :], self._cursor)
        elif move == "up":
            self._recall(self._back + 1)
        elif move == "down":
            self._recall(self._back - 1)

    def _word(self, direction: int) -> int:
        at, inside = self._cursor, False
        while 0 < at if direction < 0 else at < len(self._line):
            if self._line[at - 1 if direction < 0 else at].isalnum():
                inside = True
            elif inside:
                break
            at += direction
        return at

    def _insert(self, text: str) -> None:
        if len(self._line) + len(text) > LINE_LIMIT_CHARS:
            self._out.append("\a")
            return
        start = self._cursor
        before = self._line[start - 1] if start else ""
        if before and cells.joins(before, text[0]):
            if len(before) >= _CLUSTER_LIMIT:
                self._out.append("\a")
                return
        elif not cells.width(text[0]):
            # A mark without a letter, or a control of the writing direction: nothing to show.
            return
        self._change(start, [*text, *self._line[start:]], start + len(text))

    def _backspace(self) -> None:
        if not self._cursor:
            return
        spaces = self._cursor if all(char == " " for char in self._line[: self._cursor]) else 0
        start = self._cursor - (4 if spaces >= 4 else 1)
        self._change(start, self._line[self._cursor :], start)

    def _recall(self, back: int) -> None:
        if not -1 <= back < len(self._history) or back == self._back:
            return
        if self._back == -1:
            self._draft = self.text
        self._back = back
        line = cells.clusters(self._draft if back == -1 else self._history[-1 - back])
        self._change(0, line, len(line))

    def _remember(self) -> None:
        line = self.text
        if self._keeps_history and line and self._history[-1:] != [line]:
            self._history.append(line)
            del self._history[:-_HISTORY_LINES]

    def _change(self, start: int, tail: list[str], cursor: int) -> None:
        """Replace the line from ``start`` on, draw it, and leave the cursor at ``cursor``."""
        if not "".join(tail).isascii():
            start, tail, cursor = self._regrouped(start, tail, cursor)
        old_columns = _columns(self._line[start:])
        self._step_back(_columns(self._line[start : self._cursor]))
        self._line[start:] = tail
        if _columns(tail) < old_columns:
            self._out.append("\x1b[K")
        self._show(start, cursor)

    def _regrouped(self, start: int, tail: list[str], cursor: int) -> tuple[int, list[str], int]:
        """Let characters that have become neighbours join, as the screen will do."""
        if start and cells.joins(self._line[start - 1], tail[0][0]):
            start -= 1
            tail = [self._line[start], *tail]
        after = len("".join(tail[cursor - start :]))
        tail = cells.clusters("".join(tail))
        cursor = start + len(tail)
        while after > 0:
            cursor -= 1
            after -= len(tail[cursor - start])
        return start, tail, cursor if after == 0 else cursor + 1

    def _show(self, start: int, cursor: int) -> None:
        self._out.extend(self._line[start:])
        self._step_back(_columns(self._line[cursor:]))
        self._cursor = cursor

    def _go(self, cursor: int) -> None:
        if cursor < self._cursor:
            self._step_back(_columns(self._line[cursor : self._cursor]))
        else:
            self._out.extend(self._line[self._cursor : cursor])
        self._cursor = cursor

    def _step_back(self, count: int) -> None:
        self._out.append("\b" * count if count <= 4 else f"\x1b[{count}D")


def _columns(line: list[str]) -> int:
    return sum(map(cells.width, line))
