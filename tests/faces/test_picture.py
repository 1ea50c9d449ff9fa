"""The pictures of the documentation are made by the program itself."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from kibako.tui import screenshot

SVG = "{http://www.w3.org/2000/svg}"
IMAGES = Path(__file__).parents[2] / "docs/images"


def letters(svg: str) -> str:
    return "".join(text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text"))


async def test_a_picture_shows_what_the_screen_shows() -> None:
    svg = await screenshot.take("lesson", 80, 24, "kibako")
    shown = letters(svg)
    for wanted in ("はじめのひかり", "frommicrobitimport*", "F5うごかす"):
        assert wanted in shown
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]


def test_the_pictures_in_the_documentation_are_of_this_program() -> None:
    for name, wanted in (("lesson.svg", "できました！"), ("home.svg", "きょうはなにをしますか")):
        svg = (IMAGES / name).read_text(encoding="utf-8")
        assert wanted in letters(svg)
        assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
