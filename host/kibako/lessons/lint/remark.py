"""What the lint says: one sentence about one place of a pack."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kibako import strings

Level = Literal["error", "warning"]
_PLACE = re.compile(r"[「\"]?(?P<file>[\w./-]+\.\w+)(?::(?P<line>\d+))?(?P<colon>: )?")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong, or could be better.

    Attributes:
        level: An ``error`` keeps a pack from being good; a ``warning`` is for the author to judge.
        rule: The name of the rule, the same in every language.
        file: The file inside the pack; "" when it is about the whole pack.
        line: The line in it, from 1; 0 when it is about the whole file.
        sentence: What is said, in the current language.
    """

    level: Level
    rule: str
    file: str
    line: int
    sentence: str

    @property
    def place(self) -> str:
        """The file and line: ``blink/text.ja.md:7``."""
        return f"{self.file}:{self.line}" if self.line else self.file


def error(rule: str, file: str = "", line: int = 0, /, **fields: object) -> Remark:
    """Return something that must be mended."""
    return Remark("error", rule, file, line, strings.text(f"lint.{rule}", None, **fields))


def warning(rule: str, file: str = "", line: int = 0, /, **fields: object) -> Remark:
    """Return something that the author should look at."""
    return Remark("warning", rule, file, line, strings.text(f"lint.{rule}", None, **fields))


def unknown(
    file: str, line: int, key: str, word: str, known: Sequence[str], *, rule: str = "unknown"
) -> Remark:
    """Return the error for a word that must be one of some, with the nearest of them.

    Args:
        file: The file inside the pack.
        line: The line in it.
        key: The key.
        word: The word.
        known: What it could be.
        rule: What is said where none of them is near: how to find the right one.
    """
    near = difflib.get_close_matches(word, known, 1)
    if near:
        return error("unknown_near", file, line, key=key, word=word, nearest=near[0])
    return error(rule, file, line, key=key, word=word, known=", ".join(known))


def refusal(sentence: str) -> Remark:
    """Return the error for a problem that keeps a pack from being read; it names its place."""
    found = _PLACE.match(sentence)
    if found is None:
        return Remark("error", "broken", "", 0, sentence)
    said = sentence[found.end() :] if found["colon"] else sentence
    return Remark("error", "broken", found["file"], int(found["line"] or 0), said)
