"""The list of all packs, and the filters that a script lays over it."""

from collections.abc import Sequence

from kibako.html import Html, tag
from kibako.lessons.site import labels
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.layout import choice, page
from kibako.lessons.site.levels import ADULT, school_year, year_of
from kibako.lessons.site.prose_html import inline, plain
from kibako.lessons.site.words import known_source, say, say_plain

INDEX = {"ja": "index.html", "en": "index.en.html"}
"""The name of the list in each language; the first is what a server shows by itself."""
MINUTES = (20, 45, 90)
"""How long a session may be: dropping in, one lesson at school, a club's afternoon."""
_YEARS = (*range(1, 7), 7, 10, ADULT)


def index_page(packs: Sequence[PackFacts], lang: str, address: str = "") -> str:
    """Return the page that lists all packs.

    Args:
        packs: The packs in their order.
        lang: The language of the page.
        address: Where the site will be on the web, with ``/`` at its end; empty if not known.
    """
    other = next(name for each, name in INDEX.items() if each != lang)
    body = [
        tag("h1", say("index_title", lang)),
        tag("p", say("index_about", lang), class_="lead"),
        _filters(packs, lang),
        # Some readers drop the list from a list without marks, unless it says that it is one.
        tag("ul", [_card(facts, lang) for facts in packs], class_="cards", role="list", id="packs"),
        tag("p", say("none_left", lang), id="none", hidden=True),
        tag("p", say("for_programs", lang), " ", tag("a", "packs.json", href="packs.json")),
    ]
    return page(
        lang,
        say_plain("index_title", lang),
        body,
        home=INDEX[lang],
        other=other,
        description=say_plain("index_about", lang),
        address=address + INDEX[lang] if address else "",
    )


def _card(facts: PackFacts, lang: str) -> Html:
    summary = facts.summary.in_language(lang) if facts.summary else ""
    link = tag("a", inline(facts.title.in_language(lang)), href=f"packs/{facts.id}/{lang}.html")
    return tag(
        "li",
        tag("h2", link),
        tag("p", inline(summary)) if summary else None,
        labels.badges(facts, lang),
        class_="card",
        attributes={
            "data-year": year_of(facts.level),
            "data-minutes": facts.minutes,
            "data-boards": " ".join(facts.families),
            "data-access": " ".join(facts.access),
            "data-words": labels.search_words(facts),
        },
    )


def _filters(packs: Sequence[PackFacts], lang: str) -> Html:
    """Return what narrows the list; hidden until a script is there to heed it."""
    anything = ("", say_plain("any", lang))
    families = sorted({family for facts in packs for family in facts.families})
    access = sorted({word for facts in packs for word in facts.access})
    search = tag(
        "label",
        tag("span", say("search", lang)),
        tag("input", type="search", id="search", maxlength=80),
    )
    choices = [
        ("year", [(str(year), plain(school_year(year, lang))) for year in _YEARS]),
        ("board", [(each, plain(known_source("site_board", each, lang))) for each in families]),
        ("minutes", [(str(each), say_plain("at_most", lang, minutes=each)) for each in MINUTES]),
        ("access", [(each, plain(known_source("site_access", each, lang))) for each in access]),
    ]
    return tag(
        "search",
        tag(
            "form",
            search,
            [choice(name, say(f"filter_{name}", lang), [anything, *own]) for name, own in choices],
            tag("button", say("reset", lang), type="reset"),
            role="search",
            aria_label=say_plain("filters", lang),
        ),
        tag(
            "p",
            role="status",
            attributes={"data-said": say_plain("shown", lang, shown="#", all=len(packs))},
        ),
        class_="filters",
        hidden=True,
    )
