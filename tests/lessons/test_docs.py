"""docs/packs.md says what is true: its manifest is one, and it names every message of a check."""

import re
from pathlib import Path

from kibako import resources, strings
from kibako.lessons.manifest import parse_manifest

PAGE = (resources.data_root() / "docs" / "packs.md").read_text(encoding="utf-8")


def test_the_manifest_on_the_page_is_one():
    block = PAGE.split("```toml\n")[1].split("```")[0]
    manifest = parse_manifest(block.encode(), Path("my-pack"))
    assert manifest.steps[0].wrong == {"other": "check_shows_other"}


def test_every_message_of_a_check_is_on_the_page():
    groups = {name.split(".")[0] for name in strings.catalogue("ja")}
    told = {g for g in groups if g.startswith("check_") and strings.has(f"{g}.seen")}
    named = set(re.findall(r"`(check_\w+)`", PAGE))
    for base in ("dark", "other", "lit"):
        named |= {f"check_shows_{base}{hand}" for hand in ("_held", "_released")}
    assert told <= named
    assert named - told == {"check_own"}
