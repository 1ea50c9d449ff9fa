"""The page of one pack: for the mentor who prepares it, and for who looks for one."""

from dataclasses import dataclass

from kibako.html import Html, join, tag
from kibako.lessons.lint.course_codes import COURSE_CODES
from kibako.lessons.site import labels
from kibako.lessons.site.facts import PackFacts, StepFacts, StepFor
from kibako.lessons.site.index_page import INDEX
from kibako.lessons.site.layout import page
from kibako.lessons.site.parts_html import parts_section, wiring_section
from kibako.lessons.site.pictures import picture_of
from kibako.lessons.site.prose_html import blocks, inline, plain
from kibako.lessons.site.words import known_as, say, say_plain

HOME = "../../"
"""The way from the page of a pack to the list of all."""


@dataclass(frozen=True, slots=True)
class Download:
    """The file of a pack that a club can add.

    Attributes:
        file: Its path in the site.
        size_bytes: How large it is.
        sha256: Its hash, in hex.
    """

    file: str
    size_bytes: int
    sha256: str


def pack_page(
    facts: PackFacts,
    lang: str,
    titles: dict[str, PackFacts],
    download: Download | None = None,
    address: str = "",
) -> str:
    """Return the page of a pack.

    Args:
        facts: The pack.
        lang: The language of the page.
        titles: All packs of the site by id: those that come before this one are linked.
        download: The file to add it from.
        address: Where the site will be on the web, with ``/`` at its end; empty if not known.
    """
    summary = facts.summary.in_language(lang) if facts.summary else ""
    other = next(each for each in INDEX if each != lang)
    place = f"packs/{facts.id}/{lang}.html"
    return page(
        lang,
        say_plain("page_title", lang, title=facts.title.in_language(lang)),
        pack_body(facts, lang, titles, download),
        home=HOME + INDEX[lang],
        other=f"{other}.html",
        description=plain(summary),
        address=address + place if address else "",
    )


def pack_body(
    facts: PackFacts,
    lang: str,
    titles: dict[str, PackFacts],
    download: Download | None,
    *,
    unfolded: bool = False,
) -> Html:
    """Return what a pack's page holds.

    Args:
        facts: The pack.
        lang: The language of the page.
        titles: All packs of the site by id.
        download: The file to add it from.
        unfolded: Whether what is folded away at first lies open: for its author.
    """
    sections = [
        ("parts", parts_section(facts, lang)),
        ("wiring", wiring_section(facts, lang)),
        ("mentor", text_section(facts, facts.mentor.get(lang, ""))),
        ("steps", steps_section(facts, lang, unfolded=unfolded)),
        ("extension", text_section(facts, facts.extension.get(lang, ""))),
        ("get", _get_section(facts, lang, download)),
    ]
    there = [(name, inside) for name, inside in sections if inside]
    summary = facts.summary.in_language(lang) if facts.summary else ""
    return tag(
        "article",
        tag(
            "div",
            tag("h1", inline(facts.title.in_language(lang))),
            tag("p", inline(summary), class_="lead") if summary else None,
            labels.badges(facts, lang),
            _definitions(facts, lang, titles),
            class_="opening",
        ),
        contents(there, lang),
        [section(name, inside, lang) for name, inside in there],
    )


def contents(sections: list[tuple[str, Html]], lang: str) -> Html:
    """Return links to the sections of a page."""
    links = [
        tag("li", tag("a", say(f"{name}_title", lang), href=f"#{name}")) for name, _ in sections
    ]
    return tag("nav", tag("ul", links), class_="contents", aria_label=say_plain("contents", lang))


def section(name: str, inside: Html, lang: str) -> Html:
    """Return a section of a page with its title."""
    title = tag("h2", say(f"{name}_title", lang), id=f"{name}-title")
    return tag("section", title, inside, id=name, aria_labelledby=f"{name}-title")


def text_section(facts: PackFacts, text: str) -> Html:
    """Return a text that lies beside ``pack.toml``."""
    return blocks(text, 3, picture_of(facts.folder, "."))


def steps_section(facts: PackFacts, lang: str, *, unfolded: bool) -> Html:
    """Return all steps, each with what helps a mentor to help."""
    steps = enumerate(facts.steps, 1)
    made = [step_article(facts, step, number, lang, unfolded) for number, step in steps]
    return tag("div", made)


def step_article(facts: PackFacts, step: StepFacts, number: int, lang: str, unfolded: bool) -> Html:
    """Return one step: its text, the text for who listens, the hints, both programs."""
    picture = picture_of(facts.folder, step.id)
    title = inline(step.title.in_language(lang))
    time = [" ", tag("small", labels.minutes(step.minutes, lang))] if step.minutes else None
    texts: list[Html] = []
    for families, text in step.each(lambda board: board.text.get(lang, "")):
        heading = tag("h4", _named(families, lang)) if families else None
        texts.append(join([heading, blocks(text, 5 if families else 4, picture)]))
    folded: list[Html] = []
    for families, text in step.each(lambda board: board.audio.get(lang, "")):
        folded.append(more("audio", families, blocks(text, 4, picture), lang, unfolded))
    for families, hints in step.each(lambda board: board.hints.get(lang, ())):
        told = [
            join([tag("h4", say("hint", lang, number=at)), blocks(hint, 5, picture)])
            for at, hint in enumerate(hints, 1)
        ]
        folded.append(more("hints", families, join(told), lang, unfolded))
    for name, pick in (("starter", _starter), ("solution", _solution)):
        for families, code in step.each(pick):
            folded.append(more(name, families, tag("pre", tag("code", code)), lang, unfolded))
    return tag(
        "article",
        tag("h3", f"{number}. ", title, time, id=f"step-{step.id}"),
        texts,
        folded,
        class_="step",
    )


def _starter(board: StepFor) -> str:
    return board.starter.rstrip()


def _solution(board: StepFor) -> str:
    return board.solution.rstrip()


def more(name: str, families: tuple[str, ...], inside: Html, lang: str, unfolded: bool) -> Html:
    """Return something that stays folded until it is wanted; nothing of nothing."""
    if not inside:
        return Html("")
    for_these = [" (", _named(families, lang), ")"] if families else None
    summary = tag("summary", say(name, lang), for_these)
    return tag("details", summary, tag("div", inside), class_=name, open=unfolded)


def _named(families: tuple[str, ...], lang: str) -> Html:
    return labels.comma([known_as("site_board", family, lang) for family in families], lang)


def _definitions(facts: PackFacts, lang: str, titles: dict[str, PackFacts]) -> Html:
    pairs: list[tuple[Html, Html]] = []
    if facts.needs:
        links = [_link(pack, lang, titles) for pack in facts.needs]
        pairs.append((say("needs", lang), labels.comma(links, lang)))
    if facts.rows:
        rows = labels.words_of("site_row", facts.rows, lang)
        pairs.append((say("rows", lang), rows))
    if facts.firmware:
        releases = [
            join([known_as("site_board", family, lang), f" {release}"])
            for family, release in sorted(facts.firmware.items())
        ]
        pairs.append((say("firmware", lang), labels.comma(releases, lang)))
    if facts.course_of_study:
        codes = [_course(code) for code in facts.course_of_study]
        pairs.append((say("course_of_study", lang), labels.comma(codes, lang)))
    return labels.definitions(pairs) if pairs else Html("")


def _course(code: str) -> Html:
    """Return a code of the course of study, with its meaning where that was looked up."""
    meaning = COURSE_CODES.get(code)
    return join([tag("code", code), [" ", tag("span", meaning, lang="ja")] if meaning else None])


def _link(pack: str, lang: str, titles: dict[str, PackFacts]) -> Html:
    known = titles.get(pack)
    if known is None:
        return tag("span", pack)
    return tag("a", inline(known.title.in_language(lang)), href=f"../{pack}/{lang}.html")


def _get_section(facts: PackFacts, lang: str, download: Download | None) -> Html:
    """Return where to get the pack, and under which terms."""
    pairs = [
        (say("version", lang), tag("span", facts.version)),
        (say("licence", lang), known_as("site_licence", facts.licence, lang)),
    ]
    if facts.authors:
        pairs.append(
            (
                say("authors", lang),
                labels.comma([tag("span", each) for each in facts.authors], lang),
            )
        )
    if download is None:
        return labels.definitions(pairs)
    name = download.file.rpartition("/")[2]
    size = say("size", lang, kb=max(1, round(download.size_bytes / 1000)))
    pairs.append((tag("span", "SHA-256"), tag("code", download.sha256)))
    return tag(
        "div",
        tag(
            "p",
            tag("a", name, href=HOME + download.file, download=True, class_="download"),
            " ",
            size,
        ),
        tag("p", say("how_to_add", lang)),
        tag("pre", tag("code", f"kibako pack add {name}")),
        labels.definitions(pairs),
    )
