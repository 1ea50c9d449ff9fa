"""Numbers in Japanese words: 3こ is さんこ, 10かい is じゅっかい, 1.5びょう is いってんごびょう."""

import functools
import re
from collections.abc import Mapping

from kibako_access.wording import table

_DIGITS_MAX = 16
"""Longer numbers are said digit by digit."""
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_P, _B = (
    dict(zip("はひふへほ", "ぱぴぷぺぽ", strict=True)),
    dict(zip("はひふへほ", "ばびぶべぼ", strict=True)),
)
_SOFT = dict(zip("ぱぴぷぺぽ", "はひふへほ", strict=True))


def number(digits: str) -> str:
    """Read a number.

    Args:
        digits: ASCII digits, with a decimal point and commas of thousands if it has such.

    Returns:
        Its words in kana, without spaces.
    """
    whole, point, parts = digits.replace(",", "").partition(".")
    words = _words()
    single = [words["digit"][digit] for digit in (whole or "0")]
    if len(whole) > _DIGITS_MAX or (len(whole) > 1 and whole.startswith("0")):
        said = "".join(single)
    else:
        said = _integer(int(whole or "0"))
    if not point:
        return said
    said = "れい" if said == words["digit"]["0"] else _before_point(said)
    return said + words["form"]["point"] + "".join(words["digit"][digit] for digit in parts)


def counted(digits: str, counter: str) -> str:
    """Read a number with the counter behind it.

    Args:
        digits: As for :func:`number`.
        counter: One of the counters of ``words/numbers.ja.toml``, in kana.

    Returns:
        Both in kana, without a space.
    """
    words = _words()
    own = words["own"].get(digits + counter)
    if own is not None:
        return own
    said = number(digits)
    kind = words["counter"].get(counter, "plain")
    if kind == "hun":
        counter = _SOFT.get(counter[0], counter[0]) + counter[1:]
    if "." in digits:
        return said + counter
    for end, changed in words[kind].items():
        if said.endswith(end):
            first, rest = counter[:1], counter[1:]
            tail = changed.replace("^", counter)
            tail = tail.replace("p", _P.get(first, first) + rest)
            tail = tail.replace("b", _B.get(first, first) + rest)
            return said.removesuffix(end) + tail
    return said + counter


def read(text: str) -> str:
    """Put every number of a text into words; numbers within Latin letters stay as they are.

    Args:
        text: Plain text, without ruby.
    """
    return _pattern().sub(_said, text)


def _said(match: re.Match[str]) -> str:
    words = _words()
    minus = words["form"]["minus"] if match["minus"] else ""
    if match["all"]:
        return words["form"]["of"].format(all=number(match["all"]), part=number(match["part"]))
    if match["unit"]:
        return minus + counted(match["number"], words["unit"][match["unit"]])
    if match["counter"]:
        return minus + counted(match["number"], match["counter"])
    return minus + number(match["number"])


@functools.cache
def _pattern() -> re.Pattern[str]:
    words = _words()
    counters = [*words["counter"], "つ", "にん"]
    return re.compile(
        rf"(?<![A-Za-z0-9_.])(?:(?P<part>[0-9]+)/(?P<all>[0-9]+)(?![0-9/])"
        rf"|(?P<minus>[-−])?(?P<number>{_NUMBER})"
        rf"(?:\ ?(?P<unit>{_any(words['unit'])})(?![A-Za-z])"
        rf"|(?P<counter>{_any(counters)})|(?![A-Za-z_]|\.[0-9])))"
    )


def _any(words: Mapping[str, str] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _words() -> Mapping[str, Mapping[str, str]]:
    return table("numbers", "ja")


def _integer(value: int) -> str:
    words = _words()
    if value == 0:
        return words["digit"]["0"]
    said = ""
    for power in range(3, -1, -1):
        group = value // 10_000**power % 10_000
        if group:
            said += _group(group) + (words["large"][str(power)] if power else "")
    return said


def _group(value: int) -> str:
    """Read a number up to 9999."""
    words = _words()
    said = ""
    for size in (1000, 100, 10):
        digit = value // size % 10
        if digit == 0:
            continue
        whole = words["tens"].get(str(digit * size))
        one = words["digit"][str(digit)] if digit > 1 else ""
        said += whole if whole is not None else one + words["tens"][str(size)]
    return said + (words["digit"][str(value % 10)] if value % 10 else "")


def _before_point(said: str) -> str:
    """Shorten what is said before the point: いってん, はってん, じゅってん."""
    for end, changed in _words()["s"].items():
        if said.endswith(end):
            return said.removesuffix(end) + changed.removesuffix("^")
    return said
