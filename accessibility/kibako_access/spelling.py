"""Names of single characters: what a voice says when nothing may be left out."""

import itertools
import unicodedata

from kibako_access.wording import Lang, table

_KANA = range(0x3041, 0x30FB)


def letter(char: str, lang: Lang) -> str:
    """Return the name of one character; no two characters have the same name.

    Args:
        char: The character.
        lang: The language of the name.
    """
    words = table("code", lang)
    known = words["letter"].get(char)
    if known is not None:
        return known
    if char.isascii() and char.isalnum():
        return words["form"]["capital"].format(letter=char) if char.isupper() else char
    if char == "\u3000":
        return words["form"]["wide"].format(name=words["letter"][" "])
    narrow = unicodedata.normalize("NFKC", char)
    if "\uff01" <= char <= "\uff5e" and len(narrow) == 1 and narrow.isascii():
        return words["form"]["wide"].format(name=letter(narrow, lang))
    if ord(char) in _KANA or unicodedata.name(char, "").startswith("CJK UNIFIED"):
        return char
    return f"U+{ord(char):04X} {unicodedata.name(char, '').lower()}".rstrip()


def spell(text: str, lang: Lang) -> tuple[tuple[str, int], ...]:
    """Name every character of a text.

    Args:
        text: Any text.
        lang: The language of the names.

    Returns:
        Names in order, each with how often its character stands there in a row.
    """
    return tuple((letter(char, lang), len(list(run))) for char, run in itertools.groupby(text))


def spelled(text: str, lang: Lang) -> str:
    """Return the names of every character of a text as one sentence to say.

    Args:
        text: Any text.
        lang: The language of the names.
    """
    form = table("code", lang)["form"]
    return form["between"].join(
        name if count == 1 else form["repeated"].format(name=name, count=count)
        for name, count in spell(text, lang)
    )
