"""What a pack needs on the table, and how it is put together: the two sections of its page."""

from collections.abc import Sequence

from kibako.circuits.shopping import Item
from kibako.html import Html, join, tag, visible
from kibako.lessons.site import labels
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.prose_html import inline, plain
from kibako.lessons.site.wiring import Wiring, other_items, wiring_of
from kibako.lessons.site.words import say


def parts_section(facts: PackFacts, lang: str) -> Html:
    """Return the parts lists: one for each circuit, and one for what is left."""
    wirings = [wiring_of(circuit, lang) for circuit in facts.circuits]
    made = [(wiring.board, wiring.items) for wiring in wirings]
    rest = other_items(facts.boards_without_circuit, facts.parts, lang)
    if rest:
        made.append((rest[0].name if len(rest) == 1 else "", rest))
    several = len(made) > 1
    lists = [
        join([tag("h3", inline(title)) if several and title else None, _table(items, lang)])
        for title, items in made
    ]
    note = tag("p", say("prices", lang)) if facts.circuits or facts.parts else None
    return tag("div", lists, note)


def wiring_section(facts: PackFacts, lang: str) -> Html:
    """Return how each circuit is wired: the picture, then every step in words."""
    wirings = [wiring_of(circuit, lang) for circuit in facts.circuits]
    return join(_wiring(wiring, len(wirings) > 1) for wiring in wirings)


def _table(items: Sequence[Item], lang: str) -> Html:
    heads = ("count", "part", "price")
    return tag(
        "table",
        tag(
            "thead",
            tag("tr", [tag("th", say(f"column_{head}", lang), scope="col") for head in heads]),
        ),
        tag("tbody", [_row(item, lang) for item in items]),
        class_="parts",
    )


def _row(item: Item, lang: str) -> Html:
    used = labels.comma([inline(name) for name in item.used_as if name != item.name], lang)
    name = join([inline(item.name), join([" ", tag("small", used)]) if used else None])
    # Shops differ: the mentor writes the price in, on paper.
    return tag("tr", tag("td", str(item.count)), tag("td", name), tag("td", "", class_="price"))


def _wiring(wiring: Wiring, several: bool) -> Html:
    return tag(
        "div",
        tag("h3", f"{wiring.board}: " if several else "", inline(wiring.title)),
        # The picture is ours: its texts were escaped where it was drawn. On a narrow screen it is
        # moved sideways, so that its words stay large enough; Tab reaches it for that.
        tag(
            "div",
            Html(visible(wiring.picture)),
            class_="wiring",
            role="group",
            aria_label=plain(wiring.title),
            tabindex=0,
        ),
        tag("ol", [tag("li", inline(_unnumbered(step))) for step in wiring.steps], class_="wires"),
    )


def _unnumbered(step: str) -> str:
    """Return a step without its number, which the list gives it."""
    number, _, rest = step.partition(". ")
    return rest if number.isdigit() else step
