"""What a voice gets to read: each word once, numbers in words, nothing that it would misread."""

import re
import unicodedata

from kibako_access import numerals, ruby
from kibako_access.wording import Lang

_KANJI = re.compile("[々〆〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = "ぁ-ゖァ-ヺー"
_LATIN_EDGE = re.compile(rf"(?<=[{_KANA}])(?=[A-Za-z])|(?<=[A-Za-z])(?=[{_KANA}])")
_PARTICLE = re.compile(rf"(?<=[{_KANA}A-Za-z0-9」）)])([はへ])(?=[\s、。]|$)")
_SPOKEN_AS = {"は": "わ", "へ": "え"}


def has_kanji(text: str) -> bool:
    """Return whether a text has kanji."""
    return _KANJI.search(text) is not None


def kana(text: str) -> str:
    """Return a text with the reading of each word in place of the word.

    Args:
        text: Text in the Aozora notation.
    """
    return ruby.render(text, "kana")


def spoken(text: str, lang: Lang) -> str:
    """Return a text as a voice is to get it.

    Args:
        text: Text in the Aozora notation, or plain text.
        lang: Its language.

    Returns:
        Each word once; in Japanese with numbers and units in kana, ordinary letters for wide
        ones, and a space between kana and Latin letters, where espeak breaks off else.
    """
    plain = unicodedata.normalize("NFKC", kana(text))
    if lang != "ja":
        return plain
    return _LATIN_EDGE.sub(" ", numerals.read(plain))


def by_sound(text: str) -> str:
    """Return spaced kana with the particles は and へ written as they sound.

    A word that ends in them is a word with a particle: our texts have a space behind each. One
    that is は or へ alone stays.

    Args:
        text: Kana with spaces between words.
    """
    return _PARTICLE.sub(lambda found: _SPOKEN_AS[found[1]], text)
