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


def test_the_wrong_image_for_a_drive_is_refused_by_name(kibako) -> None:
    drive = kibako.folder / "RPI-RP2"
    drive.mkdir()
    (drive / "INFO_UF2.TXT").write_text("UF2 Bootloader v3.0\nBoard-ID: RPI-RP2\n")
    refused = kibako("flash", "--image", "microbit", "--drive", "RPI-RP2")
    assert refused.status == 4
    assert "BBC micro:bit V1 / BBC micro:bit V2" in refused.messages
    assert "Raspberry Pi Pico W" in refused.messages
    assert [path.name for path in drive.iterdir()] == ["INFO_UF2.TXT"]
    assert kibako("flash", "--image", "microbit").status == 2
    assert kibako("flash", "--image", "microbit", "--by", "pyocd", "--drive", "x").status == 2
    assert kibako("flash", "--image", "microbit", "--by", "jtag").status == 2
    assert kibako("flash", "--image", "microbit", "--drive", "nowhere").status == 4
