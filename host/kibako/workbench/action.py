"""What an action is: a key, words, a help sentence, and the command that it makes."""

from dataclasses import dataclass
from typing import Literal

from kibako import strings
from kibako.workbench import commands
from kibako.workbench.asked import Factory
from kibako.workbench.view import View

Where = Literal["list", "lesson", "anywhere", "bench"]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    Attributes:
        id: The name of the action; its messages are ``action_<id>.label`` and ``.help``,
            and ``.typed`` where there is an argument.
        keys: Textual key names, the one to show first.
        words: What to type in the line mode, in Japanese and English, the one to show first for
            each language.
        where: On which screen it makes sense.
        argument: Whether the line-mode word takes a rest: a number, a name, a line of text.
        factory: Makes the command; None when the face itself does it (edit, help, quit).
    """

    id: str
    keys: tuple[str, ...]
    words: tuple[tuple[str, ...], tuple[str, ...]]
    where: Where
    factory: Factory | None = None
    argument: bool = False

    @property
    def label(self) -> str:
        """One or two words for a footer or a menu, in the current language."""
        return strings.text(f"action_{self.id}.label")

    @property
    def help(self) -> str:
        """One sentence that says what the action does, in the current language."""
        return strings.text(f"action_{self.id}.help")

    @property
    def typed_help(self) -> str:
        """The help of the line mode: it also says what may stand after the word."""
        if not self.argument:
            return self.help
        return f"{self.help} {strings.text(f'action_{self.id}.typed')}"

    @property
    def all_words(self) -> frozenset[str]:
        """Every word that means this action, in any language."""
        return frozenset(word for words in self.words for word in words)

    def command(self, view: View, argument: str = "") -> commands.Command:
        """Make the command to send.

        Args:
            view: What is shown now.
            argument: What was typed after the word; "" for none.

        Returns:
            The command.

        Raises:
            UsageError: The argument is missing or makes no sense.
            TypeError: The face itself does this action.
        """
        if self.factory is None:
            raise TypeError(self.id)
        return self.factory(view, argument.strip() if self.id != "input" else argument)
