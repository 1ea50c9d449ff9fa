"""Are the readings of a text those that a dictionary gives? Only where ``kibako[yomi]`` is there.

pyopenjtalk-plus carries a dictionary of 140 MB, and more with what it needs; so it is an extra for
authors. It takes half a second to be loaded: this is the only module that does, and only when a
text has ruby. A dictionary errs, with names above all, so what it finds is a warning.
"""

import importlib.util
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib import import_module
from typing import Any, cast

from kibako_access import ruby

from kibako.lessons.lint.lines import prose
from kibako.lessons.lint.remark import Remark, warning

Word = tuple[str, str]
"""A word as it is written, and its reading in hiragana."""
Reader = Callable[[str], Sequence[Word]]
_STRETCH = re.compile("[ぁ-んァ-ヶ一-鿿㐀-䶿々ー]+")
_DOUBLED = re.compile("[つちくき](?=[か-とは-ほ])")
"""What may be a doubled consonant: いち and こ are いっこ."""
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL = str.maketrans("ぁぃぅぇぉゃゅょっゎ", "あいうえおやゆよつわ")


_ALSO = {
    word: tuple(readings.split("/"))
    for word, readings in (
        each.split(":")
        for each in (
            "間:あいだ 空:から/あき 何:なに/なん 方:ほう/かた 角:かど/かく 辺:へん/あたり "
            "家:いえ/うち 後:あと/うしろ 日:ひ/にち 人:ひと/にん/じん 数:かず/すう "
            "中:なか/ちゅう 行:ぎょう 音:おと 明日:あした/あす 昨日:きのう 今日:きょう "
            "私:わたし 夜:よ 一日:いちにち/ついたち 他:ほか"
        ).split()
    )
}
"""Words with several right readings, of which the dictionary gives the one that is meant least."""


def is_there() -> bool:
    """Return whether readings can be checked on this computer."""
    return importlib.util.find_spec("pyopenjtalk") is not None


def reading_remarks(file: str, text: str, read: Reader | None = None) -> Iterator[Remark]:
    """Name each reading that a dictionary does not know.

    Args:
        file: The file, for the remarks.
        text: Markdown with ruby.
        read: Takes a stretch of Japanese apart; the dictionary's when left out.

    Yields:
        Warnings; none where there is no dictionary.
    """
    if read is None and not is_there():
        return
    reader = read or _dictionary
    for number, line in prose(text):
        if "《" not in line:
            continue
        for word, told, known in _doubtful(line, reader):
            yield warning("odd_reading", file, number, word=word, told=told, known=known)


def _doubtful(line: str, read: Reader) -> Iterator[tuple[str, str, str]]:
    """Yield the words whose reading the dictionary does not know, with both readings."""
    segments = ruby.parse(line.replace("**", ""))
    shown = "".join(each.text for each in segments)
    ruby_at: dict[int, tuple[int, str, str]] = {}
    at = 0
    for segment in segments:
        counts = shown[at - 1 : at].isdigit()  # behind a number words are read in ways of their own
        if segment.reading is not None and not counts:
            ruby_at[at] = (at + len(segment.text), segment.text, segment.reading)
        at += len(segment.text)
    for stretch in _STRETCH.finditer(shown):
        words = read(stretch[0])
        if "".join(word for word, _ in words) != stretch[0]:
            continue  # the dictionary has changed letters: nothing can be laid side by side
        yield from _compare(stretch.start(), words, ruby_at, read)


def _compare(
    at: int, words: Sequence[Word], ruby_at: Mapping[int, tuple[int, str, str]], read: Reader
) -> Iterator[tuple[str, str, str]]:
    """Lay the words of the dictionary beside those with ruby, wherever both begin and end."""
    edges = [at]
    for word, _ in words:
        edges.append(edges[-1] + len(word))
    for begin, (end, text, told) in sorted(ruby_at.items()):
        if begin < edges[0] or end > edges[-1]:
            continue
        first = max(number for number, edge in enumerate(edges) if edge <= begin)
        last = min(number for number, edge in enumerate(edges) if edge >= end)
        whole = "".join(word for word, _ in words[first:last])
        known = "".join(reading for _, reading in words[first:last])
        before, after = whole[: begin - edges[first]], whole[end - edges[first] :]
        if any("一" <= letter <= "鿿" for letter in before + after):
            continue  # the dictionary's word goes beyond this ruby
        if _kana(told) in _ALSO.get(text, ()):
            continue
        said = _kana(before) + _kana(told) + _kana(after)
        alone = "".join(reading for _, reading in read(text))
        if _alike(said) not in (_alike(known), _alike(_kana(before) + alone + _kana(after))):
            yield text, told, known.removesuffix(_kana(after)) if after else known


def _kana(text: str) -> str:
    return text.translate(_KATAKANA)


def _alike(reading: str) -> str:
    """Return a reading without what changes when words are joined: voicing, small letters.

    何 before a counter is なん, which the dictionary does not always see.
    """
    plain = unicodedata.normalize("NFD", reading)
    bare = "".join(letter for letter in plain if letter not in "\u3099\u309a")
    return _DOUBLED.sub("", bare.translate(_SMALL)).replace("なに", "なん")


@cache
def _dictionary(stretch: str) -> Sequence[Word]:
    return [(each["string"], _kana(each["read"])) for each in _frontend()(stretch)]


@cache
def _frontend() -> Callable[[str], list[dict[str, str]]]:
    """Load the dictionary; what it prints meanwhile is nothing that an author could use."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        loaded = cast("Any", import_module("pyopenjtalk"))
    return cast("Callable[[str], list[dict[str, str]]]", loaded.run_frontend)
