"""Writing a program by its lines: typed, taken from a file, or chosen by numbers."""

from collections.abc import Callable
from pathlib import Path

from kibako import strings
from kibako.errors import FileError
from kibako.line import listing
from kibako.line.asking import Ask, Asking
from kibako.line.outline import LEVEL, enclosing, level_words, outline
from kibako.line.telling import Teller
from kibako.line.wording import code_line, code_lines
from kibako.line.words import plain
from kibako.reasons import reason_of
from kibako.visible import printable
from kibako.workbench.commands import Depth, EditCode
from kibako.workbench.core import Workbench
from kibako.workbench.ready_lines import numbers, ready_lines, with_number

END_OF_LINES = "."
"""A line with only this ends the writing of lines."""
MAX_FILE_BYTES = 1_000_000

DEEDS = ("write", "pick", "number", "insert", "deeper", "back", "delete")
"""What can be done with a line, in the order of its numbers: ``line_deed.<name>``."""

Change = Callable[[str, int, list[str]], str]
"""Puts lines into a program at a line: ``listing.insert`` or ``listing.replace``."""


class Editing:
    """Changes the learner's program as typed lines say.

    Args:
        workbench: The core, which has the program.
        teller: Says things.
        ask: Asks for a further line.
        asking: Asks by numbers.
    """

    def __init__(self, workbench: Workbench, teller: Teller, ask: Ask, asking: Asking) -> None:
        self._workbench = workbench
        self._teller = teller
        self._ask = ask
        self._asking = asking

    @property
    def _code(self) -> str:
        return self._workbench.view.code

    @property
    def _lines(self) -> list[str]:
        return listing.split(self._code)

    def show(self, which: str) -> None:
        """Read the program, or one line of it and inside which lines it stands.

        Args:
            which: The number of the line as it was typed; "" for the whole program.
        """
        lines = self._lines
        if which:
            at = listing.number(which, 1, len(lines))
            self._teller.say_plain(code_line(at, lines[at - 1]))
            for outer in enclosing(lines, at):
                self._teller.say("inside", number=outer, code=printable(lines[outer - 1].strip()))
            return
        self._teller.say("program")
        for line in code_lines(self._code):
            self._teller.say_plain(line)

    def outline(self) -> None:
        """Say only the lines that open a block, and how much is in each."""
        lines = self._lines
        found = outline(lines)
        self._teller.say("outline", count=len(lines))
        for number, inside in found:
            said = code_line(number, lines[number - 1])
            self._teller.say("outline_block", line=said, count=inside)
        if not found:
            self._teller.say("outline_none")

    def append(self) -> None:
        """Write lines at the end."""
        self._write_at(len(self._lines) + 1)

    def edit(self, rest: str) -> None:
        """Change a line: which one and how is asked by numbers, or follows the word.

        Args:
            rest: "" to be asked for the line; its number; or its number and what it is to be.
        """
        word, _, text = rest.lstrip(" ").partition(" ")
        lines = self._lines
        if not word:
            answer = plain(self._asking.line("which_line", count=len(lines)) or "").strip()
            if not answer:
                self.append()
                return
            word = answer
        at = listing.number(plain(word), 1, len(lines))
        if text.strip():
            self.change("replace", rest)
            return
        self._teller.say_plain(code_line(at, lines[at - 1]))
        deed = self._asking.choose([strings.text(f"line_deed.{deed}") for deed in DEEDS])
        if deed:
            self._deed(DEEDS[deed - 1], at)
        else:
            self._teller.say("unchanged")

    def _deed(self, deed: str, at: int) -> None:
        line = self._lines[at - 1]
        match deed:
            case "write":
                self._write_at(at, first=listing.replace)
            case "pick":
                self.pick(at, listing.replace)
            case "insert":
                self.pick(at, listing.insert)
            case "number":
                self._change_number(at)
            case "delete":
                self.delete([str(at)])
            case _:
                deeper = " " * LEVEL + line
                shallower = line.removeprefix(" " * min(LEVEL, len(line) - len(line.lstrip(" "))))
                self._put(at, deeper if deed == "deeper" else shallower)

    def _sound(self, line: str) -> None:
        """Let it be heard how deep a line stands."""
        if line.strip():
            self._workbench.send(Depth(len(line) - len(line.lstrip(" "))))

    def _put(self, at: int, line: str) -> None:
        """Put a line into the place of another, and read it."""
        self._edit(listing.replace(self._code, at, [line]))
        self._teller.say_plain(code_line(at, line))
        self._sound(line)

    def _change_number(self, at: int) -> None:
        """Put other digits into a line."""
        line = self._lines[at - 1]
        found = numbers(line)
        if not found:
            self._teller.say("no_number")
            return
        which = self._asking.choose(found) if len(found) > 1 else 1
        if which:
            answer = self._asking.line("new_number", old=found[which - 1])
            value = plain(answer or "").strip()
            if value.isdecimal() and len(value) < 10:
                self._put(at, with_number(line, which - 1, value))
                return
        self._teller.say("unchanged")

    def pick(self, at: int | None = None, first: Change = listing.insert) -> None:
        """Choose lines that the lesson shows, by their numbers, until nothing is chosen.

        Args:
            at: Where the first one goes; at the end when left out.
            first: Whether the first one goes before that line or into its place.
        """
        view = self._workbench.view
        ready = ready_lines(view.to_read)
        if not ready:
            self._teller.say("nothing_ready")
            return
        at = len(self._lines) + 1 if at is None else at
        chosen = count = 0
        while True:
            default = 0 if chosen == len(ready) else chosen + 1
            words = [_ready_words(line) for line in ready]
            chosen = self._asking.choose(words, default, listed=not count)
            if not chosen:
                break
            change = listing.insert if count else first
            self._edit(change(self._code, at + count, [ready[chosen - 1]]))
            self._teller.say_plain(code_line(at + count, ready[chosen - 1]))
            count += 1
        self._tell_length(count)

    def change(self, how: str, rest: str) -> None:
        """Write a line anew, or lines before it.

        Args:
            how: ``replace`` or ``insert``.
            rest: Its number, and after it perhaps what it is to be.
        """
        word, _, text = rest.lstrip(" ").partition(" ")
        highest = len(self._lines) + (1 if how == "insert" else 0)
        at = listing.number(plain(word), 1, highest)
        change = listing.insert if how == "insert" else listing.replace
        if text.strip():
            self._edit(change(self._code, at, [text]))
            self._teller.say_plain(code_line(at, text))
            self._sound(text)
            self._tell_length(1)
            return
        if how == "replace":
            self.show(plain(word))
        self._write_at(at, first=change)

    def _write_at(self, at: int, first: Change = listing.insert) -> None:
        """Ask for lines until the one that ends them; each is in the program as soon as typed."""
        self._teller.say("write_lines", at=at)
        change, count = first, 0
        before = level_words(self._lines[at - 2]) if at > 1 else ""
        while True:
            line = self._ask(strings.text("line.write_prompt", at=at + count))
            if line is None or plain(line).strip() == END_OF_LINES:
                break
            self._edit(change(self._code, at + count, [line]))
            self._sound(line)
            if line.strip() and level_words(line) != before:
                before = level_words(line)
                self._teller.say("now_deep", level=before or strings.text("line_code.margin"))
            change, count = listing.insert, count + 1
        self._tell_length(count)

    def delete(self, words: list[str]) -> None:
        """Take lines out.

        Args:
            words: The number of the first one, and perhaps that of the last one.
        """
        count = len(self._lines)
        first = listing.number(words[0] if words else "", 1, count)
        last = listing.number(words[1], first, count) if len(words) > 1 else first
        self._edit(listing.delete(self._code, first, last))
        self._tell_length(1)

    def load(self, name: str) -> None:
        """Take the program from a file.

        Args:
            name: The file.

        Raises:
            FileError: It cannot be read, or is no text.
        """
        if not name:
            raise FileError("load_name")
        path = Path(name).expanduser()
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = reason_of(error)
            raise FileError("load_failed", path=printable(name), reason=reason) from error
        if len(data) > MAX_FILE_BYTES:
            raise FileError("load_large", path=printable(name), limit=MAX_FILE_BYTES)
        try:
            code = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileError("load_encoding", path=printable(name)) from error
        code = code.replace("\r\n", "\n").replace("\r", "\n")
        self._edit(code)
        self._teller.say("loaded", count=len(listing.split(code)))

    def _edit(self, code: str) -> None:
        self._workbench.send(EditCode(code, self._workbench.view.step))

    def _tell_length(self, changed: int) -> None:
        if changed:
            self._teller.say("changed", count=len(self._lines))
        else:
            self._teller.say("no_lines")


def _ready_words(line: str) -> str:
    level = level_words(line)
    return f"({level}) {line.lstrip(' ')}" if level else line
