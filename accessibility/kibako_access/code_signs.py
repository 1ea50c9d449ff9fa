"""The signs of a line of Python, one after the other, also where it is no Python yet."""

import re
from dataclasses import dataclass

from kibako_access.spelling import letter
from kibako_access.wording import Lang, table

_SIGN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>\#.*)
    |(?P<text>[A-Za-z]{0,2}(?P<quote>\"\"\"|'''|\"|')(?P<inner>(?:\\.|(?!(?P=quote)).)*)
      (?P<end>(?P=quote))?)
    |(?P<number>(?:0[xXoObB][0-9A-Fa-f_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)j?)
    |(?P<name>\w+)
    |(?P<sign>\*\*|//|==|!=|<=|>=|<<|>>|->|:=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_NO_VALUE = frozenset("( [ { , = : + - * / % < > == != <= >= ** // return and or not in".split())
"""A minus behind one of these is a sign of its number, for there is nothing to take from."""
_BASES = {"x": "base_16", "o": "base_8", "b": "base_2"}
_SAID_ALIKE = re.compile("[《》｜\u3000\uff01-\uff5e]")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a line: its kind, how it is written, and how it is said."""

    kind: str
    """``space``, ``comment``, ``text``, ``number``, ``name`` or ``sign``."""
    written: str
    said: str


def signs(line: str, lang: Lang) -> tuple[Sign, ...]:
    """Take a line apart; together the signs are the line again.

    Args:
        line: One line, or a part of one; any text.
        lang: The language that they are said in.
    """
    found: list[Sign] = []
    before = ""
    for match in _SIGN.finditer(line):
        told, kind = _said(match, lang), _kind(match)
        if match[0] == "-" and (not before or before in _NO_VALUE):
            told = letter("-", lang)
        found.append(Sign(kind, match[0], told))
        before = before if kind == "space" else match[0]
    return tuple(found)


def said(line: str, lang: Lang) -> str:
    """Say a line sign by sign, a colon at its end left out.

    Args:
        line: One line, or a part of one; any text.
        lang: The language to say it in.
    """
    found = [sign for sign in signs(line, lang) if sign.kind != "space"]
    if len(found) > 1 and found[-1].written == ":":
        found.pop()
    return " ".join(sign.said for sign in found)


_KINDS = ("space", "comment", "text", "number", "name", "sign")


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _KINDS if match[kind] is not None)


def _said(match: re.Match[str], lang: Lang) -> str:
    words = table("code", lang)
    written = match[0]
    match _kind(match):
        case "space":
            return ""
        case "comment":
            return words["form"]["comment"].format(text=_plain(written[1:].strip(), lang))
        case "text":
            return _text(match, lang)
        case "number":
            return _number(written, lang)
        case "name":
            return words["word"].get(written) or _plain(written, lang)
        case _:
            return words["sign"].get(written) or letter(written, lang)


def _plain(text: str, lang: Lang) -> str:
    """Return a text with wide look-alikes and the signs of ruby named."""
    return _SAID_ALIKE.sub(lambda found: f" {letter(found[0], lang)} ", text).strip()


def _text(match: re.Match[str], lang: Lang) -> str:
    form = table("code", lang)["form"]
    inner = match["inner"]
    if match["end"] is None:
        return form["text_open"].format(text=_plain(inner, lang))
    if not inner:
        return form["text_empty"]
    if not inner.strip(" "):
        return form["text_spaces"].format(count=len(inner))
    filled = "f" in match[0][: match.start("quote") - match.start()].lower()
    return form["text_filled" if filled else "text"].format(text=_plain(inner, lang))


def _number(written: str, lang: Lang) -> str:
    form = table("code", lang)["form"]
    number = written.replace("_", "")
    base = _BASES.get(number[1:2].lower()) if number.startswith("0") else None
    if base is not None:
        return form[base].format(digits=" ".join(number[2:].upper()))
    mantissa, power, exponent = number.lower().partition("e")
    if power:
        return form["power"].format(number=mantissa, exponent=exponent.lstrip("+"))
    return number
