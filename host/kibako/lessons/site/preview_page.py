"""The page that an author looks at while writing: the pack, and what is wrong with it."""

from pathlib import Path

from kibako import strings
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.findings import look_at
from kibako.lessons.site.html import Html, join, tag
from kibako.lessons.site.index_page import INDEX
from kibako.lessons.site.layout import asset, page
from kibako.lessons.site.pack_page import pack_body
from kibako.lessons.site.words import say, say_plain


class Pages:
    """The pages of one pack: always of what is on the disk now.

    Args:
        folder: The folder of the pack.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: PackFacts | None = None

    def page(self, lang: str, version: int) -> str:
        """Return the page of the pack.

        A pack that cannot be read is told with everything that is wrong, above the last state that
        could be read: who types sees where the fault is, and does not lose the text.

        Args:
            lang: The language of the page.
            version: Which state of the folder it shows; a newer one lets the page load itself anew.
        """
        with strings.speaking(lang):
            problems = self._read()
        title = self._folder.name if self._last is None else self._last.title.in_language(lang)
        other = next(each for each in INDEX if each != lang)
        return page(
            lang,
            say_plain("preview_page_title", lang, title=title),
            [_findings(problems, lang, version, shown=self._last is not None), self._body(lang)],
            home="",
            other=f"{other}.html",
            script=asset("preview.js"),
            connect=True,
        )

    def _read(self) -> list[str]:
        """Read the pack anew; return what is wrong with it."""
        found = look_at(self._folder)
        if isinstance(found, list):
            return found
        self._last = found[1]
        return []

    def _body(self, lang: str) -> Html:
        if self._last is None:
            return Html("")
        return pack_body(self._last, lang, {}, None, unfolded=True)


def _findings(problems: list[str], lang: str, version: int, *, shown: bool) -> Html:
    """Return what is wrong, or that nothing is."""
    if problems:
        said = tag("ul", [tag("li", problem) for problem in problems])
        note = tag("p", say("preview_last", lang)) if shown else None
        inside = join([said, note])
    else:
        inside = tag("p", say("preview_well", lang))
    return tag(
        "section",
        tag("h2", say("problems_title", lang), id="problems-title"),
        inside,
        id="problems",
        class_="findings wrong" if problems else "findings",
        aria_labelledby="problems-title",
        attributes={"data-version": version},
    )
