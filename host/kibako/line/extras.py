"""What has a window of its own on the screen, as lines: settings, names, history, plot."""

from collections.abc import Sequence

from kibako import strings
from kibako.line.asking import Asking
from kibako.line.telling import Teller
from kibako.line.words import Word
from kibako.visible import printable
from kibako.workbench import plotting, searching
from kibako.workbench.commands import Choose, Restore
from kibako.workbench.completing import Question, look
from kibako.workbench.core import Workbench
from kibako.workbench.history import Change, changes
from kibako.workbench.settings import SETTINGS


class Extras:
    """Does the words that ask for something out of a list of their own.

    Args:
        workbench: The core.
        teller: Says things.
        asking: Asks by numbers.
    """

    def __init__(self, workbench: Workbench, teller: Teller, asking: Asking) -> None:
        self._workbench = workbench
        self._teller = teller
        self._asking = asking

    def do(self, word: Word, rest: str) -> bool:
        """Do a word, if it is one of these.

        Args:
            word: The word.
            rest: What stands behind it.

        Returns:
            Whether it was done.
        """
        match word.id:
            case "settings" if not rest.strip():
                self._settings()
            case "history" if not rest.strip():
                self._history()
            case "complete":
                self._complete(rest)
            case "find":
                self._find(rest.strip())
            case "plot" if not rest.strip():
                for sentence in plotting.sentences(self._workbench.plot):
                    self._teller.say_plain(printable(self._teller.readable(sentence)))
            case _:
                return False
        return True

    def _settings(self) -> None:
        """Say each setting with its value, and ask which one to change."""
        view = self._workbench.view
        lines = [
            strings.text(
                "line_settings.now",
                label=each.label,
                value=each.value_name(view.setting(each.id)),
                help=each.help,
            )
            for each in SETTINGS
        ]
        at = self._asking.choose([self._teller.readable(line) for line in lines])
        if not at:
            self._teller.say("unchanged")
            return
        each = SETTINGS[at - 1]
        names = [self._teller.readable(each.value_name(value)) for value in each.values]
        value = self._asking.choose(names)
        if value:
            self._workbench.send(Choose(each.id, each.values[value - 1]))
        else:
            self._teller.say("unchanged")

    def _find(self, typed: str) -> None:
        """Say the packs that have the typed words, with the numbers that open them."""
        packs = self._workbench.view.packs
        if not typed:
            typed = self._asking.question("line_find.question").strip()
            if not typed:
                self._teller.say("unchanged")
                return
        found = searching.find(packs, typed)
        for number, pack in enumerate(packs, start=1):
            if pack in found:
                self._teller.pack(number, pack)
        name = "open" if found else "none"
        said = strings.text(f"line_find.{name}", typed=typed[: searching.TYPED_MAX])
        self._teller.say_plain(printable(self._teller.readable(said)))

    def _complete(self, begun: str) -> None:
        """Say what can stand behind a line that has begun, after the program as it is."""
        view = self._workbench.view
        code = view.code.rstrip("\n") + "\n" + begun
        line = code.count("\n") + 1
        answer = look(Question(code, line, len(begun), view.family, view.lang))
        if not begun.strip() or not (answer.names or answer.call):
            self._tell("nothing")
            return
        if answer.call:
            self._tell("call", call=answer.call)
            if answer.parameter:
                self._tell("at", parameter=answer.parameter)
        if not answer.call or answer.typed:
            for number, name in enumerate(answer.names, start=1):
                self._tell("name", number=number, name=name.text)

    def _tell(self, name: str, /, **fields: object) -> None:
        said = strings.text(f"line_complete.{name}", **fields)
        self._teller.say_plain(printable(self._teller.readable(said)))

    def _history(self) -> None:
        """Say the earlier programs by number, what one would change, and put it back if wanted."""
        now = self._workbench.view.code
        runs = self._workbench.earlier()
        if not runs:
            self._say_history("none")
            return
        self._say_history("title")
        found = [(each, changes(now, each.text)) for each in runs]
        at = self._asking.choose([self._summary(each.clock, told) for each, told in found])
        if at:
            each, told = found[at - 1]
            for change in told:
                name = "comes" if change.sign == "+" else "goes"
                self._say_history(name, line=change.line, text=change.text)
            if told and self._asking.choose([strings.text("line_history.put_back")]):
                self._workbench.send(Restore(each.number))
                return
        self._teller.say("unchanged")

    def _summary(self, clock: str, told: Sequence[Change]) -> str:
        if not told:
            return strings.text("line_history.same", clock=clock)
        plus = sum(change.sign == "+" for change in told)
        said = strings.text("line_history.run", clock=clock, plus=plus, minus=len(told) - plus)
        return self._teller.readable(said)

    def _say_history(self, name: str, /, **fields: object) -> None:
        said = strings.text(f"line_history.{name}", **fields)
        self._teller.say_plain(printable(self._teller.readable(said)))
