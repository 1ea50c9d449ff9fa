"""The frame of every page: head, policy, the way home, the other language, the settings."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from kibako import strings
from kibako.html import Html, Inside, join, tag
from kibako.lessons.site.words import say, say_plain

_HERE = Path(__file__).parent
THEMES = ("auto", "light", "dark", "contrast")
SIZES = ("normal", "large", "larger")
READINGS = ("furigana", "normal", "kana")


def page(
    lang: str,
    title: str,
    body: Inside,
    *,
    home: str,
    other: str,
    description: str = "",
    address: str = "",
    script: str = "",
    connect: bool = False,
) -> str:
    """Return a whole page.

    Style and script stand in the page itself: it is whole when it is copied alone, and works from a
    USB stick, where browsers differ in what they let one file load from another.

    Args:
        lang: Its language.
        title: What the tab of the browser says; without readings.
        body: What is between the head line and the foot.
        home: Where the list of all packs is, seen from this page; empty where there is none.
        other: Where the same page in the other language is.
        description: One sentence for search engines.
        address: Where the page will be on the web, if that is known.
        script: A script besides the usual one.
        connect: Whether its scripts may ask the server that it came from.
    """
    style, usual = asset("site.css"), asset("site.js")
    scripts = [usual, script] if script else [usual]
    policy = _policy(style, scripts, connect)
    about = [tag("meta", name="description", content=description)] if description else []
    place = [tag("link", rel="canonical", href=address)] if address else []
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        *about,
        *place,
        tag("style", Html(style)),
    ]
    shown = tag(
        "body",
        tag("a", say("skip", lang), href="#main", class_="skip"),
        _top(lang, home, other),
        tag("main", body, id="main", tabindex=-1),
        tag("footer", tag("p", say("made_by", lang))),
        [tag("script", Html(each)) for each in scripts],
    )
    html = tag("html", "\n", tag("head", *head), "\n", shown, "\n", lang=lang)
    return f"<!DOCTYPE html>\n{html}\n"


@cache
def asset(name: str) -> str:
    """Return the text of a file of the pages' own."""
    return (_HERE / name).read_text(encoding="utf-8")


def _policy(style: str, scripts: list[str], connect: bool) -> str:
    """Return what the page may load: itself and the pictures in it, and nothing else."""
    own = " ".join(_hash(script) for script in scripts)
    rules = [
        "default-src 'none'",
        f"style-src {_hash(style)}",
        f"script-src {own}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join([*rules, "connect-src 'self'"] if connect else rules)


@cache
def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _top(lang: str, home: str, other: str) -> Html:
    others = [each for each in strings.LANGUAGES if each != lang]
    mark = join([tag("span", "木箱", class_="mark", lang="ja"), " Kibako"])
    return tag(
        "header",
        tag("a", mark, href=home, class_="home") if home else tag("p", mark, class_="home"),
        tag(
            "nav",
            [
                tag("a", say_plain("language", each), href=other, lang=each, hreflang=each)
                for each in others
            ],
            aria_label=say_plain("languages", lang),
        ),
        _settings(lang),
        class_="top",
    )


def _settings(lang: str) -> Html:
    """Return the settings of the page; a script shows them, since only a script can heed them."""
    kinds: list[tuple[str, tuple[str, ...]]] = [("theme", THEMES), ("size", SIZES)]
    if lang == "ja":
        kinds.insert(0, ("reading", READINGS))
    return tag(
        "details",
        tag("summary", say("settings", lang)),
        tag(
            "div",
            [
                choice(name, say(f"setting_{name}", lang), _options(name, words, lang))
                for name, words in kinds
            ],
            class_="choices",
        ),
        class_="settings",
        hidden=True,
    )


def _options(name: str, words: tuple[str, ...], lang: str) -> list[tuple[str, str]]:
    return [(word, say_plain(f"{name}_{word}", lang)) for word in words]


def choice(name: str, label: Html, options: list[tuple[str, str]]) -> Html:
    """Return a list to choose one thing from, with its label.

    Args:
        name: Its name in the page.
        label: What it is for.
        options: The value and the words of each choice.
    """
    return tag(
        "label",
        tag("span", label),
        tag("select", [tag("option", words, value=value) for value, words in options], id=name),
    )
