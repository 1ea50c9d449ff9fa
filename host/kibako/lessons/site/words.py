"""What the pages say by themselves, from the catalogues, in the language of each page."""

from kibako import strings
from kibako.html import Html
from kibako.lessons.site.prose_html import inline, plain

GROUP = "site_said"


def say(name: str, lang: str, /, **fields: object) -> Html:
    """Return a sentence of the pages with its readings.

    Args:
        name: Its key in the catalogue.
        lang: The language of the page.
        **fields: What it names; a stranger's text is safe here.
    """
    return inline(strings.text(f"{GROUP}.{name}", lang, **fields))


def say_plain(name: str, lang: str, /, **fields: object) -> str:
    """Return a sentence of the pages as letters alone: for titles, labels and options."""
    return plain(strings.text(f"{GROUP}.{name}", lang, **fields))


def known_as(group: str, word: str, lang: str) -> Html:
    """Return what the catalogue calls one of a pack's words; a word that it lacks stays as it is.

    Args:
        group: The group of the catalogue, such as ``site_access``.
        word: The word, from a pack.
        lang: The language of the page.
    """
    return inline(known_source(group, word, lang))


def known_source(group: str, word: str, lang: str) -> str:
    """Return the same with its readings in the Aozora notation."""
    name = f"{group}.{word}"
    return strings.text(name, lang) if strings.has(name) else word
