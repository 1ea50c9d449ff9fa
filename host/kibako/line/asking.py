"""Questions that a number answers: what is missing behind a word is chosen from a list."""

from collections.abc import Callable, Sequence

from kibako import strings
from kibako.errors import UsageError
from kibako.line.telling import Teller
from kibako.line.wording import readable
from kibako.line.words import plain
from kibako.virtual.inputs import plain_number
from kibako.visible import printable
from kibako.workbench.actions import action
from kibako.workbench.around import label
from kibako.workbench.asked import LAUNCHER_DEEDS, RADIO_DEEDS, READING_MODES
from kibako.workbench.core import Workbench
from kibako.workbench.talkpoints import variables

Ask = Callable[[str], str | None]
"""Asks for one line after a prompt; None at the end of the input."""


class Asking:
    """Asks a person to choose.

    Args:
        workbench: The core.
        teller: Says the list.
        ask: Asks for a line.
    """

    def __init__(self, workbench: Workbench, teller: Teller, ask: Ask) -> None:
        self._workbench = workbench
        self._teller = teller
        self._ask = ask

    def line(self, question: str, /, **fields: object) -> str | None:
        """Ask one of the ``line`` questions; None at the end of the input.

        Args:
            question: The name of the message.
            **fields: Its fields.
        """
        return self._ask(readable(strings.text(f"line.{question}", **fields), "kana"))

    def question(self, name: str) -> str:
        """Ask a question for a line; "" when there is none.

        Args:
            name: The whole name of the message.
        """
        return self._ask(readable(strings.text(name), "kana")) or ""

    def choose(self, choices: Sequence[str], default: int = 0, *, listed: bool = True) -> int:
        """Say a numbered list and ask for one of it.

        Args:
            choices: What there is to choose.
            default: Which one Enter alone means, counted from 1; 0: none of them.
            listed: Whether the list is said; else only the question is.

        Returns:
            Which one, counted from 1; 0 for none of them.

        Raises:
            UsageError: There is none of that number.
        """
        if listed:
            for number, choice in enumerate(choices, start=1):
                self._teller.say("choice", number=number, choice=choice)
        question = "choose_one" if listed else "choose_next"
        answer = self.line(question, default=default, count=len(choices))
        typed = plain(answer or "").strip()
        if answer is None or typed == "0":
            return 0
        if not typed:
            return default
        if typed.isdecimal() and len(typed) < 7 and int(typed) <= len(choices):
            return int(typed)
        raise UsageError("choice_expected", word=typed[:20], count=len(choices))

    def press(self, send: Callable[[str], None]) -> None:
        """Ask what to press, again and again until nothing is chosen; the list is said once.

        Args:
            send: Presses what has that name.

        Raises:
            UsageError: There is nothing to press, or none of that number.
        """
        around = self._workbench.around()
        # What hangs on the board comes first: of a keypad, key 1 has number 1.
        names = sorted(around.buttons, key=lambda name: "." not in name)
        if not names:
            raise UsageError("around_nothing")
        choices = [readable(around.called(name), "kana") for name in names]
        at = self.choose(choices)
        while at:
            send(names[at - 1])
            at = self.choose(choices, listed=False) if self._workbench.view.running else 0

    def rest(self, word_id: str) -> str | None:
        """Ask for what stands behind a word, by numbers.

        Args:
            word_id: The word's name.

        Returns:
            What to put behind it; "" when nothing is needed; None when nothing was chosen.
        """
        match word_id:
            case "set":
                return self._setting()
            case "reading":
                return self._one_of(
                    READING_MODES, [strings.text(f"reading_{mode}.name") for mode in READING_MODES]
                )
            case "language":
                known = strings.languages()
                return self._one_of(known, [strings.own_name(lang) for lang in known])
            case "talk":
                return self._talkpoint()
            case "launcher" | "radio":
                deeds = LAUNCHER_DEEDS if word_id == "launcher" else RADIO_DEEDS
                at = strings.word_index()
                return self._one_of([*deeds], [words[at] for words in deeds.values()])
            case _:
                return ""

    def _talkpoint(self) -> str | None:
        """Ask for a line, and what its talkpoint says: a variable, or that it is passed."""
        view = self._workbench.view
        line = plain(self.line("which_line_for", word=action("talk").label) or "").strip()
        if not line or line in {str(number) for number, _ in view.talkpoints}:
            return line or None
        names = variables(view.code)
        found = self._one_of(("", *names), (strings.text("line.talk_pass"), *names))
        return None if found is None else f"{line} {found}".rstrip()

    def _one_of(self, values: Sequence[str], choices: Sequence[str]) -> str | None:
        at = self.choose(choices)
        return values[at - 1] if at else None

    def _setting(self) -> str | None:
        inputs = self._workbench.around().inputs
        if not inputs:
            raise UsageError("around_nothing")
        at = self.choose([label(each.name) for each in inputs])
        if not at:
            return None
        found = inputs[at - 1]
        if found.choices:
            value = self._one_of(found.choices, [printable(choice) for choice in found.choices])
        elif found.is_text:
            value = self.line("value_text")
        else:
            least, most = plain_number(found.least), plain_number(found.most)
            value = self.line("value_number", least=least, most=most)
        return f"{found.name} {value}" if value and value.strip() else None
