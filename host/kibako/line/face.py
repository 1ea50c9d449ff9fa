"""The line mode's side of the person: what a typed line does."""

from kibako import strings
from kibako.errors import KibakoError, UsageError
from kibako.line import listing
from kibako.line.asking import Ask, Asking
from kibako.line.editing import Editing
from kibako.line.extras import Extras
from kibako.line.telling import Teller
from kibako.line.wording import readable
from kibako.line.words import (
    AS_TYPED,
    FIRST,
    STOP,
    STOP_ASKING,
    Local,
    Word,
    find,
    first_word,
    fits,
    menu,
    nearest,
    plain,
    stop_digits,
)
from kibako.virtual.inputs import plain_number
from kibako.visible import printable
from kibako.workbench.action import Action
from kibako.workbench.actions import action
from kibako.workbench.around import label, told
from kibako.workbench.board_words import choice
from kibako.workbench.commands import Hint, ResetCode, SendInput
from kibako.workbench.core import Workbench
from kibako.workbench.hints import short_traceback
from kibako.workbench.picture_words import picture

QUESTIONS = ("name", "put", "get", "sync")
"""Words that ask for what is missing behind them: ``line.<word>_question``."""
BY_NUMBER = ("set", "reading", "language", "launcher", "radio", "talk")
"""Words that, chosen by their number, ask by numbers for what stands behind them."""
NEED_LINE = ("replace", "insert", "delete")
"""Words that, chosen by their number, ask for the number of a line."""
ENDS_PROGRAM = ("stop", "check", "check_real", "next", "previous", "step", "close")
"""Words that end the program that runs."""
HELP = "0"
"""What stands for the word help."""


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
        self._asking = Asking(workbench, teller, ask)
        self._extras = Extras(workbench, teller, self._asking)
        self._editing = Editing(workbench, teller, ask, self._asking)
        self._heard_first = False
        self.ending = False
        """Whether what was asked for last ends the program that runs: its end is waited for."""
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
        self._teller.begin_answer()
        self.ending = False
        if plain(line).strip() != HELP:
            self._heard_first = False
        try:
            self._do(line)
        except KibakoError as error:
            self._teller.problem(error.what, error.next_step)

    def _do(self, line: str) -> None:
        view = self._workbench.view
        typed = plain(line).strip()
        if view.running:
            self._while_running(line, typed)
            return
        if not typed:
            self._default()
            return
        if typed.isdecimal():
            self._number(typed)
            return
        found = find(line)
        if found is None:
            self._not_understood(line)
        elif not fits(found[0], view):
            self._teller.say("not_here", word=first_word(found[0]))
        else:
            self._word(*found)

    def _while_running(self, line: str, typed: str) -> None:
        """Do a word, or give the program its answer; one that asks nothing leaves us the digits."""
        view = self._workbench.view
        found = find(line)
        if found is not None and fits(found[0], view):
            self._word(*found)
        elif typed == stop_digits(view.code) or typed == STOP_ASKING:
            self._word(action("stop"), "")
        elif stop_digits(view.code) == STOP_ASKING:
            self._workbench.send(SendInput(line))
        elif not typed:
            self._teller.say("running_digits", stop=stop_digits(view.code))
        elif typed.isdecimal():
            self._number(typed)
        else:
            self._workbench.send(SendInput(line))

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
        if typed == HELP:
            self._help(len(FIRST) if view.pack is not None and not self._heard_first else 0)
            self._heard_first = not self._heard_first
            return
        words = menu(view)
        before = 0 if view.pack is not None else len(view.packs)
        at = listing.number(typed, 1, before + len(words)) - before
        if at <= 0:
            self._send(action("open"), typed)
            return
        word = words[at - 1]
        if word.id == "open":
            self._default()
        elif word.id == "press":
            self._asking.press(lambda name: self._send(action("press"), name))
            if self._workbench.view.running:
                self._teller.say("running_digits", stop=stop_digits(self._workbench.view.code))
        elif word.id in BY_NUMBER:
            rest = self._asking.rest(word.id)
            if rest is None:
                self._teller.say("unchanged")
            else:
                self._word(word, rest)
        elif word.id in NEED_LINE:
            answer = self._asking.line("which_line_for", word=first_word(word))
            self._word(word, plain(answer or "").strip())
        elif word.id == "load":
            self._word(word, self._asking.line("load_question") or "")
        else:
            self._word(word, "")

    def _not_understood(self, line: str) -> None:
        close = nearest(line, self._workbench.view)
        shown = printable(line.strip())[:60]
        if close is None:
            self._teller.say("not_understood", line=shown)
        else:
            self._teller.say("nearest", line=shown, nearest=close)

    def _word(self, word: Word, rest: str) -> None:
        self.ending = self._workbench.view.running and word.id in ENDS_PROGRAM
        if isinstance(word, Local):
            self._local(word.id, rest)
        elif self._extras.do(word, rest):
            pass
        elif word.id == "quit":
            self.quitting = True
        elif word.id == "help":
            self._help()
        elif word.id == "edit":
            self._editing.edit(rest)
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

    def _help(self, first: int = 0) -> None:
        """Say what can be done.

        Args:
            first: Only so many of the words, and that there are more; 0: all of them.
        """
        view = self._workbench.view
        known = menu(view)
        self._teller.say("help_title")
        before = 0 if view.pack is not None else len(view.packs)
        if before:
            self._teller.say("help_packs", count=before)
        own = strings.word_index()
        for number, word in enumerate(known[: first or len(known)], start=before + 1):
            names = ", ".join(dict.fromkeys((*word.words[own], *word.words[1 - own])))
            said = word.help if isinstance(word, Local) else word.typed_help
            self._teller.say("help_line", number=number, words=names, help=said)
        if first:
            self._teller.say("help_more", again=HELP, least=first + 1, most=len(known))
        if view.pack is not None:
            self._teller.say("help_running", stop=STOP, stop_asking=STOP_ASKING)

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
            case "read" if not rest.strip():
                self._teller.step()
            case "show" | "read":
                self._editing.show(plain(rest).strip())
            case "pick":
                at = plain(rest).strip()
                count = len(listing.split(self._workbench.view.code))
                self._editing.pick(listing.number(at, 1, count + 1) if at else None)
            case "append":
                self._editing.append()
            case "replace" | "insert":
                self._editing.change(word_id, rest)
            case "delete":
                self._editing.delete(plain(rest).split())
            case "load":
                self._editing.load(rest.strip())
            case "outline":
                self._editing.outline()
            case "display":
                view = self._workbench.view
                self._teller.say_plain(picture(":".join(view.display), view.code))
            case "around":
                self._around()
            case "status":
                self._status()
            case _:
                self._more()

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
