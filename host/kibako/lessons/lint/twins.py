"""Do the Japanese and the English text of a step say the same things in the same places?"""

import io
import re
import token
import tokenize
from collections.abc import Iterator

from kibako.lessons.lint.lines import HEADING, PICTURE, codes, prose
from kibako.lessons.lint.remark import Remark, error

_SPACES = re.compile(r"[ \t]+")


def twin_remarks(file: str, ja: str, en: str) -> Iterator[Remark]:
    """Compare two texts in their headings, code and pictures.

    Args:
        file: The English file, for the remarks.
        ja: The Japanese text.
        en: The English text.
    """
    heads = [
        [(at, len(found["level"])) for at, line in prose(text) if (found := HEADING.match(line))]
        for text in (ja, en)
    ]
    if [level for _, level in heads[0]] != [level for _, level in heads[1]]:
        line = _first_other(heads[0], heads[1])
        yield error("headings_differ", file, line, ja=len(heads[0]), en=len(heads[1]))
    ja_codes, en_codes = codes(ja), codes(en)
    if len(ja_codes) != len(en_codes):
        yield error("codes_differ", file, 0, ja=len(ja_codes), en=len(en_codes))
    else:
        for one, other in zip(ja_codes, en_codes, strict=True):
            if same_code(one.text) != same_code(other.text):
                yield error("code_differs", file, other.line, line=one.line)
    shown = [
        sorted({found["file"] for _, line in prose(text) for found in PICTURE.finditer(line)})
        for text in (ja, en)
    ]
    if len(shown[0]) != len(shown[1]):
        yield error("pictures_differ", file, 0, ja=len(shown[0]), en=len(shown[1]))


def same_code(text: str) -> list[str]:
    """Return a program without what may differ between languages: comments and texts in quotes.

    Args:
        text: A program, or a piece of one; what Python cannot read is compared as it is.
    """
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return [_SPACES.sub(" ", line).strip() for line in text.split("\n") if line.strip()]
    skipped = (token.COMMENT, token.NL, token.NEWLINE, token.ENCODING, token.ENDMARKER)
    return [
        '""' if each.type == token.STRING else each.string
        for each in found
        if each.type not in skipped
    ]


def _first_other(ja: list[tuple[int, int]], en: list[tuple[int, int]]) -> int:
    """Return the line of the first English heading that has no Japanese one of its level."""
    for at, (line, level) in enumerate(en):
        if at >= len(ja) or ja[at][1] != level:
            return line
    return 0
