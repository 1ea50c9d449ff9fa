"""The words of the line mode: the actions of the registry, and those that only it has."""

import difflib
import unicodedata
from dataclasses import dataclass

from kibako import strings
from kibako.workbench.action import Action
from kibako.workbench.actions import ACTIONS, by_words
from kibako.workbench.view import View


@dataclass(frozen=True, slots=True)
class Local:
    """A word that only the line mode has, for what a screen shows without being asked."""

    id: str
    """Its name; its help is ``line_word_<id>.help``."""
    words: tuple[tuple[str, ...], tuple[str, ...]]
    """What to type, in Japanese and English."""
    argument: bool = False

    @property
    def help(self) -> str:
        """One sentence that says what the word does."""
        return strings.text(f"line_word_{self.id}.help")


LOCALS = (
    Local("read", (("よむ",), ("read",)), argument=True),
    Local("pick", (("えらぶ",), ("pick", "choose")), argument=True),
    Local("show", (("みる",), ("show", "list")), argument=True),
    Local("outline", (("あらまし",), ("outline",))),
    Local("append", (("つけたす",), ("append", "add"))),
    Local("replace", (("かえる",), ("replace", "change")), argument=True),
    Local("insert", (("いれる",), ("insert",)), argument=True),
    Local("delete", (("けす",), ("delete",)), argument=True),
    Local("load", (("ファイル",), ("load",)), argument=True),
    Local("display", (("ひょうじ",), ("display",))),
    Local("around", (("まわり",), ("around",))),
    Local("status", (("いま",), ("where", "status"))),
    Local("more", (("くわしく",), ("more",))),
)

FIRST = ("read", "pick", "run", "check", "next", "hint", "show", "edit", "again")
"""What is needed most has the numbers of one digit in a lesson, 1 to 9."""

THEN = (
    *("press_a", "press_b", "press", "stop", "close", "outline", "status", "display", "around"),
    *("more", "previous", "step", "append", "replace", "insert", "delete"),
)
"""What comes after it, from 10 on: numbers that do not change when a word is added."""

STOP, STOP_ASKING = "0", "000"
"""Digits that stop a program; the second one that digits may be an answer for."""
_ASKS = ("input", "stdin", "read(", "readline")
"""What a program has in it that can take typed lines."""

AS_TYPED = ("input", "put", "get", "sync", "complete", "plot")
"""What stands behind these words is taken as it was typed: a name of a file keeps its letters."""

Word = Action | Local


def first_word(word: Word) -> str:
    """Return what to type for a word in the current language."""
    return word.words[strings.word_index()][0]


def menu(view: View) -> tuple[Word, ...]:
    """Return what can be done now, in the order of its numbers."""
    if view.pack is None:
        return tuple(action for action in ACTIONS if action.where in ("list", "anywhere"))
    lesson = tuple(action for action in ACTIONS if action.where in ("lesson", "anywhere"))
    known: dict[str, Word] = {word.id: word for word in (*LOCALS, *lesson)}
    first = [known.pop(word_id) for word_id in (*FIRST, *THEN)]
    return (*first, *known.values())


def stop_digits(code: str) -> str:
    """Return the digits that stop a program: one that asks nothing leaves us its digits."""
    return STOP_ASKING if any(word in code for word in _ASKS) else STOP


def number_of(word_id: str) -> int:
    """Return the number, in a lesson, of one of the words that are needed most."""
    return FIRST.index(word_id) + 1


def fits(word: Word, view: View) -> bool:
    """Return whether a word makes sense on the screen that is open."""
    if isinstance(word, Local):
        return view.pack is not None
    return word.where in ("anywhere", "list" if view.pack is None else "lesson")


def plain(line: str) -> str:
    """Return a line with full-width letters, digits and spaces made ordinary ones."""
    return unicodedata.normalize("NFKC", line)


_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}


def _sound(word: str) -> str:
    """Return a word as it sounds: ``ウゴカス`` and ``うごかす`` are one."""
    return plain(word).lower().translate(_HIRAGANA)


def _as_listed(line: str) -> str:
    """Return a line with its first word in the letters that the list of words has it in."""
    head, space, rest = line.strip().replace("\u3000", " ").partition(" ")
    known = (one for word in (*LOCALS, *ACTIONS) for words in word.words for one in words)
    sound = _sound(head)
    return next((one for one in known if _sound(one) == sound), head) + space + rest


def find(line: str) -> tuple[Word, str] | None:
    """Find what a typed line asks for.

    Args:
        line: The line as it was typed.

    Returns:
        The word and the rest of the line (with its own spaces after the first), or None.
    """
    return _find(line) or _find(_as_listed(line))


def _find(line: str) -> tuple[Word, str] | None:
    stripped = line.strip(" \t\u3000")
    head, _, rest = stripped.replace("\u3000", " ").partition(" ")
    for word in LOCALS:
        if plain(head).lower() in {known.lower() for known in (*word.words[0], *word.words[1])}:
            if rest.strip() and not word.argument:
                return None
            return word, rest
    found = by_words(plain(stripped))
    if found is not None and found[0].id in AS_TYPED:
        return found[0], rest
    return found


def nearest(line: str, view: View) -> str | None:
    """Return the word that a line was perhaps meant to be."""
    head = plain(line.strip()).split(" ")[0].lower()
    known = [one for word in menu(view) for words in word.words for one in words]
    close = difflib.get_close_matches(head, known, n=1, cutoff=0.5)
    return close[0] if close else None
