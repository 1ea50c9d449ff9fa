"""The page that an author looks at while writing: the pack, and what is wrong with it."""

from pathlib import Path

from kibako import strings
from kibako.html import Html, tag
from kibako.lessons.lint.remark import Remark
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.findings import Look, look_at
from kibako.lessons.site.index_page import INDEX
from kibako.lessons.site.layout import asset, page
from kibako.lessons.site.pack_page import pack_body
from kibako.lessons.site.prose_html import inline
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
            look = look_at(self._folder)
        self._last = look.facts or self._last
        title = self._folder.name if self._last is None else self._last.title.in_language(lang)
        other = next(each for each in INDEX if each != lang)
        return page(
            lang,
            say_plain("preview_page_title", lang, title=title),
            [_findings(look, lang, version, shown=self._last is not None), self._body(lang)],
            home="",
            other=f"{other}.html",
            script=asset("preview.js"),
            connect=True,
        )

    def _body(self, lang: str) -> Html:
        if self._last is None:
            return Html("")
        return pack_body(self._last, lang, {}, None, unfolded=True)


def _findings(look: Look, lang: str, version: int, *, shown: bool) -> Html:
    """Return what is wrong or could be better, or that nothing is."""
    in_order = sorted(look.remarks, key=lambda remark: remark.level != "error")
    parts = [tag("ul", [_remark(each, lang) for each in in_order])] if in_order else []
    if look.facts is None and shown:
        parts.append(tag("p", say("preview_last", lang)))
    elif not in_order:
        parts.append(tag("p", say("preview_well", lang)))
    broken = "broken " if look.facts is None else ""
    wrong = "wrong " if any(each.level == "error" for each in in_order) else ""
    return tag(
        "section",
        tag("h2", say("problems_title", lang), id="problems-title"),
        parts,
        id="problems",
        class_=f"{broken}{wrong}findings",
        aria_labelledby="problems-title",
        attributes={"data-version": version},
    )


def _remark(remark: Remark, lang: str) -> Html:
    place = [tag("code", remark.place), " "] if remark.place else None
    level = tag("strong", strings.text(f"lint_said.{remark.level}", lang))
    return tag("li", place, level, ": ", inline(remark.sentence))
