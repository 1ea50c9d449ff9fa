"""Whole lessons in the line mode with the screen unseen: docs/transcripts/ says what is heard.

After a wanted change of what is said, ``KIBAKO_TRANSCRIPTS=write`` lets this test write the
transcripts anew instead of comparing them: read them before you commit them.
"""

import os
from pathlib import Path

import pytest

from .hearing import hear, typed_lines

TRANSCRIPTS = Path(__file__).parents[2] / "docs" / "transcripts"
FILES = sorted(TRANSCRIPTS.glob("*.??.md"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_lesson_is_heard_as_its_transcript_says(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = path.read_text(encoding="utf-8")
    head, block, _ = written.partition("```text\n")
    assert block
    lang = path.stem.rpartition(".")[2]
    heard = hear(typed_lines(written), lang, tmp_path / "work", monkeypatch)
    if os.environ.get("KIBAKO_TRANSCRIPTS") == "write":
        path.write_text(head + heard, encoding="utf-8")
    assert (head + heard).splitlines() == written.splitlines()


def test_the_three_lessons_are_there_from_the_first_start_to_the_last_check() -> None:
    last = {"ja": "ぜんぶの ステップが できました！", "en": "All steps are done!"}
    names = {path.stem for path in FILES}
    for pack in ("first-light", "sound-maze", "ten-key"):
        for lang, done in last.items():
            assert f"{pack}.{lang}" in names
            assert done in (TRANSCRIPTS / f"{pack}.{lang}.md").read_text(encoding="utf-8")
