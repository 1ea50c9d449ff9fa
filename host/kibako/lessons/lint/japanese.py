"""The rules of easy Japanese (やさしい日本語), as far as a program can see them.

They follow the guide of the Immigration Services Agency and the Agency for Cultural Affairs (2020)
and that of Hirosaki University. A program counts and compares; the author decides: all of them but
the missing ruby are warnings.
"""

import re
from collections.abc import Iterator

from kibako_access import ruby

from kibako.lessons.lint.lines import Sentence, prose, sentences
from kibako.lessons.lint.remark import Remark, error, warning

MAX_KANJI = 13
"""Kanji in a sentence (Hirosaki University)."""
MAX_CHARS = 60
"""Letters in a sentence, spaces not counted."""
MAX_CLAUSES = 2
"""Parts of a sentence that end with て、 が、 or the like, before its last part."""
MAX_UNBROKEN = 14
"""Letters without a space between them."""
_CLAUSE = re.compile("(?:[てでがとばし]|ので|から|けど|けれど|たら|なら|たり)、")
_KANJI = re.compile("[一-鿿㐀-䶿々]")
_POLITE = re.compile(
    r"(です|ます|ました|ません|でした|でしょう|ましょう|ください)(か|ね|よ|よね)?[。！？」』）]*$"
)
_DOUBLE = re.compile(
    r"ない(?:こと|わけ)(?:は|も|では)(?:あり|ない)|なく(?:は|も)(?:あり|ない)"
    r"|なければ(?:なり|いけ)ま|なくては(?:なり|いけ)ま|ないと(?:なり|いけ)ま|ずには?いられ"
)
_BREAK = re.compile(r"[\s、。！？「」『』（）()・…:：,.!?/=+*<>|\"'-]+")
_SAID = re.compile("[？」]。?[」』）]*$|^[^。、]{1,20}：")
"""A question, a word in brackets, and what stands behind a name and a colon may be short."""
_LATIN = re.compile(r"[!-~]+")


def kanji_remarks(file: str, text: str) -> Iterator[Remark]:
    """Name each word in kanji that has no reading.

    Args:
        file: The file, for the remarks.
        text: Markdown for learners.
    """
    for number, line in prose(text):
        for word in dict.fromkeys(ruby.without_reading(line)):
            yield error("no_reading", file, number, word=word)


def easy_remarks(file: str, text: str) -> Iterator[Remark]:
    """Name each sentence that breaks a rule of easy Japanese.

    Args:
        file: The file, for the remarks.
        text: Markdown for learners.
    """
    for sentence in sentences(text):
        yield from _about(file, sentence)


def _about(file: str, sentence: Sentence) -> Iterator[Remark]:
    text, line = sentence.text, sentence.line
    joined = re.sub(r"\s", "", text)
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    kanji = len(_KANJI.findall(text))
    if kanji > MAX_KANJI:
        yield warning("many_kanji", file, line, count=kanji, limit=MAX_KANJI, text=shown)
    if len(joined) > MAX_CHARS:
        yield warning("long_sentence", file, line, count=len(joined), limit=MAX_CHARS, text=shown)
    if len(_CLAUSE.findall(joined)) > MAX_CLAUSES:
        yield warning("many_ideas", file, line, text=shown)
    if sentence.ended and not (_POLITE.search(joined) or _SAID.search(text)):
        yield warning("not_polite", file, line, text=shown)
    if _DOUBLE.search(joined):
        yield warning("double_negative", file, line, text=shown)
    for stretch in _BREAK.split(_LATIN.sub(" ", text)):
        if len(stretch) > MAX_UNBROKEN:
            yield warning("no_spaces", file, line, text=stretch)
