"""``kibako shelf`` as a person uses it."""

import json

from tests.unit.images.making import PICO_W, uf2_file


def test_a_mentor_keeps_an_image_on_the_shelf(kibako) -> None:
    (kibako.folder / "Pico W.uf2").write_bytes(uf2_file(PICO_W))
    added = kibako("shelf", "add", "Pico W.uf2", "--licence", "MIT")
    assert added.status == 0, added.messages
    assert "pico-w" in added.messages
    listed = kibako("shelf", "--json")
    assert [slip["name"] for slip in json.loads(listed.text)] == ["microbit", "pico-w"]
    assert "beta of 2021" in kibako("shelf").messages
    assert kibako("shelf", "remove", "pico-w").status == 0
    gone = kibako("shelf", "remove", "pico-w")
    assert gone.status == 4
    assert "microbit" in gone.messages


def test_wrong_words_for_the_shelf(kibako) -> None:
    assert kibako("shelf", "ad").status == 2
    assert kibako("shelf", "add").status == 2
    assert kibako("shelf", "add", "http://example.org/x.uf2").status == 4
    assert kibako("shelf", "add", "nothing.uf2").status == 4
