"""The words of a command: options and arguments, with our own sentences when they are wrong.

argparse does the splitting. Everything that it would say itself, in English only, is asked for
in a form that it accepts and is then checked here.
"""

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

from kibako import strings
from kibako.errors import UsageError

TAKING = ("--lang", "--board", "--circuit")
"""The options before a verb that take the word after them."""


class Words(argparse.ArgumentParser):
    """The parser of one verb.

    Args:
        name: What the person typed to get here, such as ``kibako run``.
        about: The sentence that says what it does.
    """

    def __init__(self, name: str, about: str) -> None:
        super().__init__(
            prog=name,
            description=about,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
            formatter_class=_Layout,
        )
        self._needed: list[str] = []
        self._about_arguments = self.add_argument_group(strings.text("cli.arguments"))
        self._about_options = self.add_argument_group(strings.text("cli.options"))
        self.usage = f"{name} {strings.text('cli.usage_options')}"
        self.option("--help", "-h", action="store_true", help="help_option")
        self.option("--lang", help="lang_option", type=one_of("--lang", strings.languages()))
        self.option("--debug", action="store_true", help="debug_option")

    def word(self, name: str, *, help: str, many: bool = False, needed: bool = True) -> None:
        """Add an argument.

        Args:
            name: What help calls it, such as ``FILE``; lower case in the result.
            help: Its message in the ``cli`` group.
            many: Whether it may be given several times; the result is then a list.
            needed: Whether the command makes no sense without it.
        """
        if needed:
            self._needed.append(name)
        self.usage = f"{self.usage} {name if needed else f'[{name}]'}{' ...' if many else ''}"
        self._about_arguments.add_argument(
            name.lower(), metavar=name, nargs="*" if many else "?", help=strings.text(f"cli.{help}")
        )

    def option(
        self,
        *names: str,
        help: str,
        metavar: str | None = None,
        type: Callable[[str], object] = str,
        default: object = None,
        action: str | None = None,
        many: bool = False,
    ) -> None:
        """Add an option.

        Args:
            *names: Its spellings, the long one first.
            help: Its message in the ``cli`` group.
            metavar: What help calls its value.
            type: Turns the value's text into the value; raises UsageError.
            default: The value when it is not given.
            action: ``store_true`` for an option without a value.
            many: Whether it may be given several times; the result is then a list.
        """
        said = strings.text(f"cli.{help}")
        if action:
            self._about_options.add_argument(*names, action=action, help=said)
        else:
            metavar = metavar or names[0].lstrip("-").upper()
            storing = "append" if many else "store"
            self._about_options.add_argument(
                *names, help=said, metavar=metavar, type=type, default=default, action=storing
            )

    def about_verbs(self, verbs: Sequence[str], above: str = "") -> None:
        """Let help list the verbs, or the deeds of one.

        Args:
            verbs: Their names; each is explained by ``cli.VERB_about``.
            above: What stands before their names there, such as ``pack_``.
        """
        about = self.add_argument_group(strings.text("cli.verbs_title"))
        self.usage = f"{self.usage} {strings.text('cli.usage_verb')}"
        for verb in verbs:
            about.add_argument(verb, nargs="?", help=strings.text(f"cli.{above}{verb}_about"))

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Read the words of a command.

        Args:
            words: What came after the verb.

        Returns:
            The arguments and options by name.

        Raises:
            UsageError: They are wrong.
        """
        try:
            found, rest = self.parse_known_intermixed_args(list(words))
        except argparse.ArgumentError as error:
            option = (error.argument_name or "").split("/")[0]
            raise UsageError("option_value_missing", option=option, command=self.prog) from error
        if found.help:
            return found
        for word in rest:
            if word.startswith("-") and word != "-":
                option = word.split("=")[0]
                if option == "--plain":
                    raise UsageError("plain_surplus", command=self.prog)
                known = [name for action in self._actions for name in action.option_strings]
                raise unknown("option_unknown", option, known, option=option, command=self.prog)
        if rest:
            raise UsageError("word_surplus", word=rest[0], command=self.prog)
        for name in self._needed:
            if getattr(found, name.lower()) in (None, []):
                raise UsageError("word_missing", word=name, command=self.prog)
        return found

    def show_help(self) -> int:
        """Show what the command does and takes: help that was asked for is data.

        Returns:
            The exit status.
        """
        from kibako_access import ruby

        print(ruby.render(self.format_help(), "normal"), end="")  # mentors read kanji
        return 0

    def error(self, message: str) -> NoReturn:
        """Turn what argparse says itself into our error.

        Args:
            message: What it would have said.

        Raises:
            UsageError: Always.
        """
        raise UsageError("words_wrong", command=self.prog, reason=message)


class _Layout(argparse.HelpFormatter):
    """The layout of help, with the first word in our language."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],  # pyright: ignore[reportPrivateUsage]
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or strings.text("cli.usage"))


def deed_of(words: Sequence[str]) -> str:
    """Return the word after a verb that says what it is to do, empty if there is none.

    Args:
        words: What came after the verb, with the options that stood before it.
    """
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in TAKING
        else:
            return word
    return ""


def deed_unknown(verb: str, deed: str, deeds: Sequence[str]) -> UsageError:
    """Return the error for a verb that is asked for what it does not do.

    Args:
        verb: The verb, such as ``shelf``.
        deed: What was asked.
        deeds: What it does.
    """
    return unknown("deed_unknown", deed, deeds, verb=verb, deed=deed, deeds=" / ".join(deeds))


def unknown(code: str, word: str, known: Iterable[str], **fields: object) -> UsageError:
    """Return the error for an unknown word: it names a known one only where that is near.

    Args:
        code: The messages; those of ``<code>_near`` where ``nearest`` is a guess worth saying.
        word: What was typed.
        known: What could have been typed.
        fields: What else the messages name.
    """
    import difflib  # here, because right words never need it

    close = difflib.get_close_matches(word, list(known), n=1)
    if not close:
        return UsageError(code, **fields)
    return UsageError(f"{code}_near", nearest=close[0], **fields)


def one_of(option: str, choices: Sequence[str]) -> Callable[[str], str]:
    """Return a reader of values that accepts only some words.

    Args:
        option: The option the value belongs to.
        choices: The words.
    """

    def read(value: str) -> str:
        if value not in choices:
            raise UsageError(
                "value_unknown", option=option, value=value, choices=" / ".join(choices)
            )
        return value

    return read


def number(
    option: str, least: float, most: float, *, whole: bool = False
) -> Callable[[str], float]:
    """Return a reader of numbers between two limits.

    Args:
        option: The option the value belongs to.
        least: The smallest allowed.
        most: The largest allowed.
        whole: Whether it must be a whole number.
    """

    def read(value: str) -> float:
        try:
            found = int(value) if whole else float(value)
        except ValueError:
            found = least - 1
        if not least <= found <= most:
            raise UsageError(
                "value_no_number",
                option=option,
                value=value,
                least=_plain(least),
                most=_plain(most),
            )
        return found

    return read


def _plain(limit: float) -> str:
    """Return a number as a person writes it: without an exponent or a needless ``.0``."""
    return str(int(limit)) if limit == int(limit) else f"{limit:g}"
