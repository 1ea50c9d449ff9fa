"""The facts about a pack in words: on its card, on its own page, and for the filters."""

import unicodedata

from kibako_access import ruby

from kibako import strings
from kibako.html import Html, join, tag
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.levels import from_year, year_of
from kibako.lessons.site.prose_html import inline
from kibako.lessons.site.words import known_as, known_source, say

_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ"))}


def minutes(count: int, lang: str) -> Html:
    """Return how long something takes."""
    return say("minutes", lang, minutes=count)


def level(facts: PackFacts, lang: str) -> Html:
    """Return from which school year on a pack is meant."""
    return inline(from_year(year_of(facts.level), lang))


def words_of(group: str, words: tuple[str, ...], lang: str) -> Html:
    """Return several words of a pack, each by its name in the catalogue."""
    return tag("ul", [tag("li", known_as(group, word, lang)) for word in words], class_="words")


def badges(facts: PackFacts, lang: str) -> Html:
    """Return the facts that a mentor chooses by, as a row of short words."""
    shown = [
        ("level", level(facts, lang)),
        ("minutes", minutes(facts.minutes, lang)),
        *(("board", known_as("site_board", family, lang)) for family in facts.families),
        *(("access", known_as("site_access", word, lang)) for word in facts.access),
    ]
    return tag("ul", [tag("li", text, class_=kind) for kind, text in shown], class_="badges")


def search_words(facts: PackFacts) -> str:
    """Return all that a search looks through, in every language, written in one way."""
    said = [facts.id, *facts.authors]
    for lang in strings.LANGUAGES:
        texts = [facts.title, *(step.title for step in facts.steps)]
        texts += [facts.summary] if facts.summary else []
        said += [text.in_language(lang) for text in texts]
        said += [known_source("site_row", row, lang) for row in facts.rows]
        said += [known_source("site_access", word, lang) for word in facts.access]
    both = [ruby.render(text, mode) for text in said for mode in ("normal", "kana")]
    return " ".join(dict.fromkeys(" ".join(map(folded, both)).split()))


def folded(text: str) -> str:
    """Return a text as a search compares it: wide letters narrow, katakana as hiragana.

    The page's script does the same with what a person types.
    """
    narrow = unicodedata.normalize("NFKC", text).lower()
    return narrow.translate(_TO_HIRAGANA)


def definitions(pairs: list[tuple[Html, Html]]) -> Html:
    """Return pairs of a word and what it stands for."""
    return tag(
        "dl", [tag("div", tag("dt", word), tag("dd", text)) for word, text in pairs], class_="facts"
    )


def comma(parts: list[Html], lang: str) -> Html:
    """Return several things with commas between them."""
    between = "、" if lang == "ja" else ", "
    return join(part if at == 0 else join([between, part]) for at, part in enumerate(parts))
