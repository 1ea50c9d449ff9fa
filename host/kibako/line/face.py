"""The line mode's side of the person: what a typed line does."""

from collections.abc import Callable
from pathlib import Path

from kibako import strings
from kibako.errors import FileError, KibakoError, UsageError
from kibako.line import listing
from kibako.line.telling import Teller
from kibako.line.wording import code_line, code_lines, picture, readable
from kibako.line.words import (
    AS_TYPED,
    Local,
    Word,
    find,
    first_word,
    fits,
    menu,
    nearest,
    plain,
)
from kibako.reasons import reason_of
from kibako.virtual.inputs import plain_number
from kibako.visible import printable
from kibako.workbench.actions import Action, action
from kibako.workbench.around import label, told
from kibako.workbench.board_words import choice
from kibako.workbench.commands import EditCode, Hint, ResetCode, SendInput
from kibako.workbench.core import Workbench
from kibako.workbench.hints import short_traceback

END_OF_LINES = "."
"""A line with only this ends the writing of lines."""
MAX_FILE_BYTES = 1_000_000
QUESTIONS = ("name", "put", "get", "sync")
"""Words that ask for what is missing behind them: ``line.<word>_question``."""

Change = Callable[[str, int, list[str]], str]
"""Puts lines into a program at a line: ``listing.insert`` or ``listing.replace``."""
Ask = Callable[[str], str | None]
"""Asks for one line after a prompt; None at the end of the input."""


class Face:
    """Does what typed lines ask for.

    Args:
        workbench: The core.
        teller: Says things.
        ask: Asks for a further line.
    """

    def __init__(self, workbench: Workbench, teller: Teller, ask: Ask) -> None:
        self._workbench = workbench
        self._teller = teller
        self._ask = ask
        self.quitting = False
        """Whether the person asked to end."""
        self.to_bench = False
        """Whether the bench of many boards is wanted next."""

    def prompt(self) -> str:
        """Return the prompt for where we are, with its default."""
        view = self._workbench.view
        if view.pack is None:
            return strings.text("line.choose", default=self._default_pack())
        read = next(word for word in menu(view) if word.id == "read")
        return strings.text(
            "line.prompt", step=view.step + 1, steps=view.steps, default=first_word(read)
        )

    def _default_pack(self) -> int:
        """Return the number of the pack that was open last, else of the first."""
        packs = self._workbench.view.packs
        return next((number for number, pack in enumerate(packs, start=1) if pack.last), 1)

    def do(self, line: str) -> None:
        """Do what a line asks for; what cannot be done is said.

        Args:
            line: The line as it was typed, without its line end.
        """
        try:
            self._do(line)
        except KibakoError as error:
            self._teller.problem(error.what, error.next_step)

    def _do(self, line: str) -> None:
        view = self._workbench.view
        typed = plain(line).strip()
        if view.running:
            found = find(line)
            if found is None or not fits(found[0], view):
                self._workbench.send(SendInput(line))
                return
        elif not typed:
            self._default()
            return
        elif typed.isdecimal():
            self._number(typed)
            return
        else:
            found = find(line)
        if found is None:
            self._not_understood(line)
        elif not fits(found[0], view):
            self._teller.say("not_here", word=first_word(found[0]))
        else:
            self._word(*found)

    def _default(self) -> None:
        view = self._workbench.view
        if view.pack is not None:
            self._teller.step()
        elif view.packs:
            self._send(action("open"), str(self._default_pack()))
        else:
            self._teller.packs()

    def _number(self, typed: str) -> None:
        view = self._workbench.view
        if view.pack is None:
            self._send(action("open"), typed)
            return
        words = menu(view)
        at = listing.number(typed, 1, len(words))
        self._word(words[at - 1], "")

    def _not_understood(self, line: str) -> None:
        close = nearest(line, self._workbench.view)
        shown = printable(line.strip())[:60]
        if close is None:
            self._teller.say("not_understood", line=shown)
        else:
            self._teller.say("nearest", line=shown, nearest=close)

    def _word(self, word: Word, rest: str) -> None:
        if isinstance(word, Local):
            self._local(word.id, rest)
        elif word.id == "quit":
            self.quitting = True
        elif word.id == "help":
            self._help()
        elif word.id == "edit":
            self._show("")
            self._write_at(len(listing.split(self._workbench.view.code)) + 1)
        elif word.id == "stop" and self._workbench.wait_idle(0.0):
            self._teller.say("status_idle")
        elif word.id == "reset":
            self._reset()
        elif word.id == "hint" and self._workbench.view.solution_next:
            if self._says_yes("hint_question"):
                self._workbench.send(Hint(sure=True))
        elif word.id == "board" and not rest:
            self._choose_board(word)
        elif word.id in QUESTIONS and not rest:
            self._answer(word, f"{word.id}_question")
        elif word.id == "bench":
            self.quitting = self.to_bench = True
        elif word.argument and not rest and word.id in ("step", "input"):
            answer = self._ask(f"{word.label}: ")
            if answer is not None:
                self._send(word, answer if word.id == "input" else plain(answer))
        else:
            self._send(word, rest)

    def _send(self, found: Action, rest: str) -> None:
        self._workbench.send(found.command(self._workbench.view, rest))

    def _choose_board(self, word: Action) -> None:
        """Say which boards there are, and ask for one."""
        for number, found in enumerate(self._workbench.view.boards, start=1):
            self._teller.say("board_choice", number=number, board=printable(choice(found)))
        self._answer(word, "board_question")

    def _answer(self, word: Action, question: str) -> None:
        """Ask for what is missing after a word; no answer changes nothing."""
        answer = self._ask(readable(strings.text(f"line.{question}"), "kana"))
        if answer is not None and plain(answer).strip():
            self._send(word, (answer if word.id in AS_TYPED else plain(answer)).strip())
        else:
            self._teller.say("unchanged")

    def _help(self) -> None:
        self._teller.say("help_title")
        for number, word in enumerate(menu(self._workbench.view), start=1):
            own = word.words[strings.LANGUAGES.index(strings.language())]
            other = word.words[1 - strings.LANGUAGES.index(strings.language())]
            names = ", ".join(dict.fromkeys((*own, *other)))
            said = word.help if isinstance(word, Local) else word.typed_help
            self._teller.say("help_line", number=number, words=names, help=said)
        if self._workbench.view.pack is not None:
            self._teller.say("help_running")

    def _reset(self) -> None:
        if self._says_yes("reset_question"):
            self._workbench.send(ResetCode())

    def _says_yes(self, question: str) -> bool:
        """Ask a question with the answers 1 and 2; anything but 1 changes nothing."""
        answer = self._ask(strings.text(f"line.{question}"))
        if answer is not None and plain(answer).strip() == "1":
            return True
        self._teller.say("unchanged")
        return False

    # -- the words that only the line mode has --------------------------------------------------

    def _local(self, word_id: str, rest: str) -> None:
        match word_id:
            case "read":
                self._teller.step()
            case "show":
                self._show(plain(rest).strip())
            case "append":
                self._write_at(len(listing.split(self._workbench.view.code)) + 1)
            case "replace" | "insert":
                self._change(word_id, rest)
            case "delete":
                self._delete(plain(rest).split())
            case "load":
                self._load(rest.strip())
            case "display":
                view = self._workbench.view
                self._teller.say_plain(picture(":".join(view.display), view.code))
            case "around":
                self._around()
            case "status":
                self._status()
            case _:
                self._more()

    def _show(self, which: str) -> None:
        code = self._workbench.view.code
        lines = listing.split(code)
        if which:
            at = listing.number(which, 1, len(lines))
            self._teller.say_plain(code_line(at, lines[at - 1]))
            return
        self._teller.say("program")
        for line in code_lines(code):
            self._teller.say_plain(line)

    def _change(self, how: str, rest: str) -> None:
        word, _, text = rest.lstrip(" ").partition(" ")
        lines = listing.split(self._workbench.view.code)
        highest = len(lines) + (1 if how == "insert" else 0)
        at = listing.number(plain(word), 1, highest)
        change = listing.insert if how == "insert" else listing.replace
        if text.strip():
            self._edit(change(self._workbench.view.code, at, [text]))
            self._tell_length()
        else:
            self._write_at(at, change)

    def _write_at(self, at: int, first: Change = listing.insert) -> None:
        """Ask for lines until the one that ends them; each is in the program as soon as typed."""
        self._teller.say("write_lines", at=at)
        change, count = first, 0
        while True:
            line = self._ask(strings.text("line.write_prompt", at=at + count))
            if line is None or plain(line).strip() == END_OF_LINES:
                break
            self._edit(change(self._workbench.view.code, at + count, [line]))
            change, count = listing.insert, count + 1
        if count:
            self._tell_length()
        else:
            self._teller.say("no_lines")

    def _delete(self, words: list[str]) -> None:
        count = len(listing.split(self._workbench.view.code))
        first = listing.number(words[0] if words else "", 1, count)
        last = listing.number(words[1], first, count) if len(words) > 1 else first
        self._edit(listing.delete(self._workbench.view.code, first, last))
        self._tell_length()

    def _edit(self, code: str) -> None:
        self._workbench.send(EditCode(code, self._workbench.view.step))

    def _tell_length(self) -> None:
        self._teller.say("changed", count=len(listing.split(self._workbench.view.code)))

    def _load(self, name: str) -> None:
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
        self._workbench.send(EditCode(code, self._workbench.view.step))
        self._teller.say("loaded", count=len(listing.split(code)))

    def _around(self) -> None:
        """Say what can be set and pressed, one thing a line."""
        around = self._workbench.around()
        if not around.inputs and not around.buttons:
            raise UsageError("around_nothing")
        for each in around.inputs:
            if each.choices:
                span = ", ".join(each.choices)
                self._teller.say("around_choice", name=each.name, what=label(each.name), known=span)
                continue
            if each.is_text:
                self._teller.say("around_text", name=each.name, what=label(each.name))
                continue
            self._teller.say(
                "around_number",
                name=each.name,
                what=label(each.name),
                value=f"{each.value:g} {each.unit}".rstrip(),
                least=plain_number(each.least),
                most=plain_number(each.most),
            )
        pressed = strings.text("around.pressed")
        for name, down in around.buttons.items():
            said = f" ({pressed})" if down else ""
            self._teller.say("around_button", name=name, what=around.called(name), state=said)
        for part in around.parts:
            title, state = told(part)
            self._teller.say("around_part", name=title, state=state)

    def _status(self) -> None:
        view = self._workbench.view
        if view.pack is None:
            self._teller.say("status_list")
            return
        title = view.pack.title
        self._teller.say("status_pack", title=title, step=view.step + 1, steps=view.steps)
        self._teller.say("status_passed" if view.passed[view.step] else "status_open")
        self._teller.say("status_running" if view.running else "status_idle")

    def _more(self) -> None:
        if not self._teller.traceback:
            self._teller.say("no_mistake")
        for line in short_traceback(self._teller.traceback.rstrip()).splitlines():
            self._teller.say_plain(printable(line))
