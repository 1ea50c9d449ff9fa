"""Braille: kana and English in six dots for prose, computer braille in eight dots for code.

liblouis was looked at: its only Japanese table writes kanji in eight dots, which children do not
learn, and no wheel of it is on PyPI; so the table of kana is ours (``words/braille.toml``).
Cells are the Unicode characters U+2800 to U+28FF.
"""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from importlib.resources import files

from kibako_access import readings
from kibako_access.spelling import letter
from kibako_access.wording import Lang

WIDTH = 40
"""The cells of a usual display and of a page."""
PAGE_LINES = 25
BLANK = "\u2800"
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
"""The ASCII sign of each six-dot cell: the order of BRF files."""
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_NUMBER, _JOIN, _LATIN, _CAPITAL = "3456", "36", "56", "6"
_QUOTE, _UNQUOTE = "236", "356"
_LIKE_DIGITS = frozenset("アイウエオラリルレロ")
"""Kana that are digits behind the number sign: a join stands between."""
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)|(?P<latin>[A-Za-z](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)"
    r"|(?P<kana>[ァ-ヺー]+)|(?P<space>\s+)|(?P<sign>.)",
    re.DOTALL,
)
_SMALL = {"ァ": "ア", "ィ": "イ", "ゥ": "ウ", "ェ": "エ", "ォ": "オ", "ャ": "ヤ", "ュ": "ユ",
          "ョ": "ヨ", "ヵ": "カ", "ヶ": "ケ"}  # fmt: skip
_WIDE = {"?": "？", "!": "！", "(": "（", ")": "）", ":": "：", "%": "％", "~": "〜", "･": "・"}
_VOICED = {"\u3099": "5", "\u309a": "6"}
_LONG_AFTER = frozenset("オコソトノホモヨロゴゾドボポョウクスツヌフムユルグズヅブプュ")
_NO_LONG = ("オモウ", "トウ", "オウ", "スウ", "クウ", "ヌウ", "ユウ", "ヨウ", "マヨウ", "ヒロウ",
            "ソロウ", "サソウ", "カヨウ", "アラソウ", "トトノウ", "オオウ", "ニオウ")  # fmt: skip
"""Words whose last う is said by itself."""


def prose(text: str, lang: Lang) -> str:
    """Write a text in six dots.

    Args:
        text: Text in the Aozora notation; words with a space between in Japanese.
        lang: Its language.

    Returns:
        Unicode braille on one line; a kanji without a reading is named by its code.
    """
    plain = unicodedata.normalize("NFKC", readings.kana(text)).replace("\n", " ")
    return "".join(_english(plain) if lang == "en" else _japanese(plain)).rstrip(BLANK)


def code(line: str) -> str:
    r"""Write a line of code in eight dots, a cell for each sign (North American computer braille).

    Args:
        line: The line; what is no ASCII is written as its code, ``\u3042``.
    """
    line = "".join(c if " " <= c <= "~" else c.encode("unicode_escape").decode() for c in line)
    return "".join(chr(0x2800 + _computer(sign)) for sign in line)


def lines(cells: str, width: int = WIDTH) -> list[str]:
    """Break braille into lines that a display shows, between words where it can be.

    Args:
        cells: Unicode braille.
        width: How many cells a line has at most.
    """
    found: list[str] = []
    rest = cells.rstrip(BLANK)
    while len(rest) > width:
        at = rest.rfind(BLANK, 1, width + 1)
        end = at if at > 0 and rest[:at].strip(BLANK) else width
        found.append(rest[:end].rstrip(BLANK))
        rest = rest[end:].lstrip(BLANK) if end == at else rest[end:]
    return [*found, rest]


def brf(pages: list[str]) -> str:
    """Return lines of six-dot braille as the text of a BRF file, 25 lines a page.

    Args:
        pages: Lines of Unicode braille.

    Raises:
        ValueError: A cell has eight dots: a BRF file has no sign for it.
    """
    out: list[str] = []
    for number, line in enumerate(pages):
        if any(ord(cell) - 0x2800 not in range(64) for cell in line):
            raise ValueError(line)
        page = "\f" if number and number % PAGE_LINES == 0 else ""
        out.append(page + "".join(_ASCII[ord(cell) - 0x2800] for cell in line))
    return "".join(f"{line}\r\n" for line in out)


def _computer(sign: str) -> int:
    if sign.islower():
        return _ASCII.index(sign.upper())
    if sign.isupper() or sign in "@[\\]^":
        return _ASCII.index(sign) | 64
    return _ASCII.index(chr(ord(sign) - 32) if sign in "`{|}~" else sign)


@functools.cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("kibako_access").joinpath("words/braille.toml").read_text("utf-8"))


def _cells(dots: str) -> str:
    return "".join(
        chr(0x2800 + sum(1 << (int(dot) - 1) for dot in cell)) for cell in dots.split(" ")
    )


def _japanese(text: str) -> Iterator[str]:
    signs = _table()["sign"]
    before = ""
    for match in _TOKEN.finditer(readings.by_sound(text).translate(_KATAKANA)):
        kind, piece = match.lastgroup, match[0]
        if kind == "space":
            yield BLANK
        elif kind == "number":
            yield _cells(_NUMBER) + _digits(piece)
        elif kind == "latin":
            yield _latin(piece)
        elif kind == "kana":
            if (before == "number" and piece[0] in _LIKE_DIGITS) or before == "latin":
                yield _cells(_JOIN)
            yield from _kana(_long(piece))
        elif (sign := signs.get(_WIDE.get(piece, piece))) is not None:
            yield _cells(sign)
            yield BLANK * 2 if piece in "。？?！!" else BLANK if piece == "、" else ""
        else:
            yield from _named(piece)
        before = kind or ""


def _named(piece: str) -> Iterator[str]:
    """Write a sign that has no cell by its name; what has none either, by its code."""
    name = letter(piece, "ja").translate(_KATAKANA)
    if name == piece or name.startswith("U+"):
        yield _latin(f"U{ord(piece):04X}")
    else:
        yield from _kana(name)


def _long(word: str) -> str:
    """Write う as it sounds behind お and う: ガッコー; a verb such as オモウ keeps it."""
    if word in _NO_LONG:
        return word
    said = list(word)
    for at in range(1, len(said)):
        if said[at] == "ウ" and said[at - 1] in _LONG_AFTER:
            said[at] = "ー"
    return "".join(said)


def _kana(word: str) -> Iterator[str]:
    table = _table()
    at = 0
    while at < len(word):
        pair = table["pair"].get(word[at : at + 2])
        if pair is not None:
            yield _cells(pair)
            at += 2
            continue
        kana = _SMALL.get(word[at], word[at])
        at += 1
        if kana in table["kana"]:
            yield _cells(table["kana"][kana])
            continue
        base, *marks = unicodedata.normalize("NFD", kana)
        if base in table["kana"] and marks and marks[0] in _VOICED:
            yield _cells(f"{_VOICED[marks[0]]} {table['kana'][base]}")
        elif not kana.isspace():
            yield _latin(f"U{ord(kana):04X}")
        else:
            yield BLANK


def _digits(number: str) -> str:
    digits = _table()["digit"]
    return "".join(_cells({".": "2", ",": "3"}.get(sign) or digits[sign]) for sign in number)


def _latin(word: str) -> str:
    """Write Latin letters within kana: a letter by its sign, a word between quotes."""
    if len(word) == 1 or word.isupper():
        return _cells(_LATIN) + _letters(word)
    return _cells(_QUOTE) + _letters(word) + _cells(_UNQUOTE)


def _letters(word: str) -> str:
    found: list[str] = []
    for run in re.findall(r"[A-Z]+|[a-z]+|\d+|.", word):
        if run.isdigit():
            found.append(_cells(_NUMBER) + _digits(run))
        elif run.isalpha():
            capital = _CAPITAL if len(run) == 1 else f"{_CAPITAL} {_CAPITAL}"
            found.append(_cells(capital) if run.isupper() else "")
            found += [chr(0x2800 + _ASCII.index(sign.upper())) for sign in run]
        else:
            found.append(_cells({".": "256", "_": "46 36"}[run]))
    return "".join(found)


def _english(text: str) -> Iterator[str]:
    signs = _table()["english"]
    for piece in re.findall(r"[A-Za-z]+|[0-9]+|\s+|.", text):
        if piece.isspace():
            yield BLANK
        elif piece.isascii() and piece.isalnum():
            yield _letters(piece)
        elif piece in signs:
            yield _cells(signs[piece])
        else:
            yield from (_letters(word) if word.isalnum() else BLANK for word in _words(piece))


def _words(piece: str) -> list[str]:
    name = letter(piece, "en").upper().replace("U+", "U")
    return re.findall(r"[A-Z]+|[0-9]+| ", name) or [f"U{ord(piece):04X}"]
