"""The one list of what a person can do: each action has a TUI key, line-mode words and help.

The faces build their key bindings, their command words and their help pages from this list; a
test fails when an action lacks one of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from kibako import strings
from kibako.errors import UsageError
from kibako.workbench import commands
from kibako.workbench.rescue import WIPE
from kibako.workbench.view import View

Where = Literal["list", "lesson", "anywhere", "bench"]
READING_MODES: tuple[commands.ReadingMode, ...] = ("furigana", "kana", "normal")

Factory = Callable[[View, str], commands.Command]
"""Makes the command from what is shown now and from the words after the action's own word."""


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


def _number(argument: str, limit: int) -> int:
    """Return the number 1 to ``limit`` that was typed, full-width digits too."""
    if argument.isdecimal() and len(argument) < 4 and 1 <= int(argument) <= limit:
        return int(argument)
    raise UsageError("number_expected", argument=argument or "-", limit=limit)


def _open(view: View, argument: str) -> commands.Command:
    for pack in view.packs:
        if argument == pack.id:
            return commands.OpenPack(pack.id)
    if not view.packs:
        raise UsageError("no_packs")
    return commands.OpenPack(view.packs[_number(argument or "1", len(view.packs)) - 1].id)


def _step(view: View, argument: str) -> commands.Command:
    return commands.OpenStep(_number(argument, view.steps) - 1)


def _reading(view: View, argument: str) -> commands.Command:
    """The mode that is named, or the one after the present one."""
    for mode in READING_MODES:
        names = {mode} | {strings.text(f"reading_{mode}.name", lang) for lang in strings.LANGUAGES}
        if argument.lower() in {name.lower() for name in names}:
            return commands.SetReading(mode)
    if argument:
        known = ", ".join(strings.text(f"reading_{mode}.name") for mode in READING_MODES)
        raise UsageError("reading_unknown", argument=argument, known=known)
    at = READING_MODES.index(view.reading)
    return commands.SetReading(READING_MODES[(at + 1) % len(READING_MODES)])


def _language(view: View, argument: str) -> commands.Command:
    """The language that is named, or the one after the present one."""
    if argument and argument not in strings.LANGUAGES:
        raise UsageError("language_unknown", argument=argument, known=", ".join(strings.LANGUAGES))
    at = strings.LANGUAGES.index(view.lang)
    return commands.SetLanguage(argument or strings.LANGUAGES[(at + 1) % len(strings.LANGUAGES)])


def _board(view: View, argument: str) -> commands.Command:
    """The board of that number in the list, of that label or port, or any moniker."""
    for each in view.boards:
        if argument and argument in (each.moniker, each.label, each.port):
            return commands.UseBoard(each.moniker)
    if argument and not argument.isdecimal():
        return commands.UseBoard(argument)
    return commands.UseBoard(view.boards[_number(argument, len(view.boards)) - 1].moniker)


def _rescue(view: View, argument: str) -> commands.Command:
    """Free the board; a word more takes off what it starts by itself."""
    if argument and argument.lower() not in WIPE:
        raise UsageError("rescue_what", argument=argument)
    return commands.Rescue(wipe=bool(argument))


def _name_board(view: View, argument: str) -> commands.Command:
    if not argument:
        raise UsageError("name_what")
    return commands.NameBoard(argument)


def _press(view: View, argument: str) -> commands.Command:
    if not argument:
        raise UsageError("press_what")
    return commands.PressNamed(argument)


def _set(view: View, argument: str) -> commands.Command:
    if not argument:
        raise UsageError("set_what")
    return commands.SetNamed(argument)


ACTIONS: tuple[Action, ...] = (
    Action("open", ("enter",), (("ひらく",), ("open",)), "list", _open, argument=True),
    Action(
        "run",
        ("f5", "ctrl+r"),
        (("うごかす", "じっこう"), ("run",)),
        "lesson",
        lambda view, rest: commands.Run(),
    ),
    Action(
        "stop",
        ("f6", "ctrl+t"),
        (("とめる",), ("stop",)),
        "lesson",
        lambda view, rest: commands.Stop(),
    ),
    Action(
        "check",
        ("f7", "ctrl+g"),
        (("たしかめる",), ("check",)),
        "lesson",
        lambda view, rest: commands.Check(),
    ),
    Action(
        "next",
        ("f8", "ctrl+n"),
        (("つぎ",), ("next",)),
        "lesson",
        lambda view, rest: commands.NextStep(),
    ),
    Action(
        "previous",
        ("f4",),
        (("まえ",), ("previous", "back")),
        "lesson",
        lambda view, rest: commands.PreviousStep(),
    ),
    Action("step", ("alt+s",), (("ステップ",), ("step",)), "lesson", _step, argument=True),
    Action("edit", ("alt+e",), (("かく",), ("edit",)), "lesson"),
    Action(
        "reset",
        ("alt+r",),
        (("はじめから",), ("reset",)),
        "lesson",
        lambda view, rest: commands.ResetCode(),
    ),
    Action(
        "press_a",
        ("f9", "alt+a"),
        (("ボタンA", "a"), ("a", "press a")),
        "lesson",
        lambda view, rest: commands.PressButton("button_a"),
    ),
    Action(
        "press_b",
        ("f10", "alt+b"),
        (("ボタンB", "b"), ("b", "press b")),
        "lesson",
        lambda view, rest: commands.PressButton("button_b"),
    ),
    Action("press", ("alt+p",), (("おす",), ("press",)), "lesson", _press, argument=True),
    Action("set", ("f11", "alt+w"), (("あわせる",), ("set",)), "lesson", _set, argument=True),
    Action(
        "record",
        ("alt+o",),
        (("ろくが",), ("record",)),
        "lesson",
        lambda view, rest: commands.Record(),
    ),
    Action(
        "input",
        ("alt+i",),
        (("おくる",), ("input", "send")),
        "lesson",
        lambda view, rest: commands.SendInput(rest),
        argument=True,
    ),
    Action(
        "close",
        ("escape",),
        (("とじる",), ("close",)),
        "lesson",
        lambda view, rest: commands.ClosePack(),
    ),
    Action("board", ("f12", "alt+u"), (("ボード",), ("board",)), "anywhere", _board, argument=True),
    Action(
        "rescue", ("alt+k",), (("きゅうじょ",), ("rescue",)), "anywhere", _rescue, argument=True
    ),
    Action(
        "blink",
        ("alt+l",),
        (("ひからせる",), ("blink",)),
        "anywhere",
        lambda view, rest: commands.Blink(),
    ),
    Action("name", ("alt+m",), (("なまえ",), ("name",)), "anywhere", _name_board, argument=True),
    Action("reading", ("f2",), (("よみかた",), ("reading",)), "anywhere", _reading, argument=True),
    Action("language", ("f3",), (("ことば",), ("language",)), "anywhere", _language, argument=True),
    Action("help", ("f1",), (("たすけ", "?"), ("help", "?")), "anywhere"),
    Action("quit", ("ctrl+q",), (("おわる",), ("quit", "exit")), "anywhere"),
)
"""Every action, in the order of a help page."""

BENCH_ACTIONS: tuple[Action, ...] = (
    Action("bench_start", ("f5", "ctrl+r"), (("はじめる",), ("start",)), "bench"),
    Action("bench_stop", ("f6", "ctrl+t"), (("とめる",), ("stop",)), "bench"),
    Action("bench_retry", ("f7", "ctrl+g"), (("もういちど",), ("retry",)), "bench"),
    Action("bench_show", ("f8",), (("みる",), ("show",)), "bench"),
    *(found for found in ACTIONS if found.id in ("help", "quit")),
)
"""What a mentor can do on the bench of many boards; ``kibako bench`` does the rest by itself."""


def action(action_id: str) -> Action:
    """Return an action by its id.

    Raises:
        KeyError: There is none of that id.
    """
    for found in (*ACTIONS, *BENCH_ACTIONS):
        if found.id == action_id:
            return found
    raise KeyError(action_id)


def by_words(line: str, among: Iterable[Action] = ACTIONS) -> tuple[Action, str] | None:
    """Find what a typed line asks for.

    Args:
        line: The line, such as ``step 2`` or ``うごかす``; case and outer spaces do not matter.
        among: The actions that can be meant.

    Returns:
        The action and the rest of the line, or None when no action has that word.
    """
    typed = line.strip().replace("\u3000", " ")
    best: tuple[Action, str, int] | None = None
    for found in among:
        for word in found.all_words:
            head, rest = typed[: len(word)], typed[len(word) :]
            if head.lower() != word.lower() or not (not rest or rest.startswith(" ")):
                continue
            if rest and not found.argument:
                continue
            if best is None or len(word) > best[2]:
                best = (found, rest[1:] if found.id == "input" else rest.strip(), len(word))
    return None if best is None else best[:2]
