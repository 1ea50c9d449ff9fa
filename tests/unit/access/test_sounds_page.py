"""docs/sounds.md has every sound in words, as the table of sounds makes it."""

from pathlib import Path

from kibako_access import earcons

PAGE = Path(__file__).parents[3] / "docs" / "sounds.md"


def rows() -> list[str]:
    table = earcons.sounds()
    found: list[str] = []
    for name, earcon in table.sounds.items():
        notes = " ".join("–" if n.note == "R" else n.note for n in earcon.notes)
        ms = sum(note.ms for note in earcon.notes)
        said = " | ".join(earcons.meaning(name, lang) for lang in ("ja", "en"))
        found.append(f"| `{name}` | {notes} | {earcon.timbre} | {ms} | {said} |")
    return found


def test_the_page_has_every_sound_in_words() -> None:
    text = PAGE.read_text("utf-8")
    assert "\n".join(rows()) in text, "\n".join(rows())
    for name in ("beeps", "line", "music"):
        assert f"| `{name}` |" in text
        assert all(earcons.meaning(name, lang) in text for lang in ("ja", "en"))
