"""The shelf: what is taken from it is what was put there, or nothing is taken."""

from pathlib import Path

import pytest
from kibako.errors import FileError, KibakoError, UsageError
from kibako.flash import bundled
from kibako.flash.shelf import Shelf, shelf_name

from tests.unit.images.making import PICO_W, uf2_file

IMAGE = uf2_file(PICO_W)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def refusal(act) -> str:
    with pytest.raises(KibakoError) as raised:
        act()
    assert str(raised.value)
    return raised.value.code


def test_the_bundled_image_is_there_and_tells_its_age(shelf: Shelf) -> None:
    (slip,) = shelf.slips()
    assert slip.source == "PyPI: uflash 2.0.0"
    told = [(found.boards, found.release, found.built) for found in slip.firmware]
    assert told == [
        (["microbit-v1"], "1.0.1", "2018-12-13"),
        (["microbit-v2"], "2.0.0-beta.5", "2021-03-16"),
    ]
    data, image = shelf.take("microbit")
    assert len(data) == slip.size_bytes
    assert image.kind == "universal-hex"
    assert refusal(lambda: shelf.remove("microbit")) == "shelf_bundled"
    assert refusal(lambda: shelf.add(IMAGE, "microbit", "x")) == "shelf_taken"


def test_a_changed_package_is_seen(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uflash._RUNTIME", ":00000001FF\n")
    bundled.bundled_image.cache_clear()
    try:
        assert refusal(lambda: shelf.take("microbit")) == "shelf_changed"
    finally:
        bundled.bundled_image.cache_clear()


def test_an_image_is_added_taken_and_removed(shelf: Shelf, tmp_path: Path) -> None:
    slip = shelf.add(IMAGE, "pico-w", "pico.uf2", "MIT")
    assert slip.firmware[0].boards == ["pico-w"]
    assert slip in Shelf(tmp_path).slips()
    assert shelf.take("pico-w")[0] == IMAGE
    assert shelf.add(IMAGE, "pico-w", "pico.uf2", "MIT") == slip
    assert refusal(lambda: shelf.add(uf2_file(b"x"), "pico-w", "x")) == "shelf_taken"
    shelf.remove("pico-w")
    assert list(tmp_path.iterdir()) == []
    assert refusal(lambda: shelf.take("pico-w")) == "shelf_unknown"


@pytest.mark.parametrize("suffix", [".image", ".slip"])
def test_what_changed_on_the_shelf_is_not_taken_and_can_be_mended(
    shelf: Shelf, tmp_path: Path, suffix: str
) -> None:
    shelf.add(IMAGE, "pico-w", "pico.uf2")
    (tmp_path / f"pico-w{suffix}").write_bytes(uf2_file(b"another"))
    assert refusal(lambda: shelf.take("pico-w")) == "shelf_changed"
    shelf.add(IMAGE, "pico-w", "pico.uf2")
    assert shelf.take("pico-w")[0] == IMAGE


def test_what_is_not_meant_or_broken_never_gets_on_the_shelf(shelf: Shelf, tmp_path: Path) -> None:
    assert refusal(lambda: shelf.add(IMAGE, "a", "x", sha256="00")) == "shelf_not_meant"
    assert refusal(lambda: shelf.add(IMAGE[:-1], "a", "x")) == "image_uf2_cut_off"
    for name in ("", "../a", "A", "a/b", ".a", "a" * 65, "そ"):
        with pytest.raises(UsageError):
            shelf.add(IMAGE, name, "x")
        with pytest.raises(FileError):
            shelf.take(name)
    assert list(tmp_path.iterdir()) == []


def test_a_shelf_that_cannot_be_written_says_so(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "a.image").mkdir()
    assert refusal(lambda: shelf.add(IMAGE, "a", "x")) == "folder_unusable"
    assert [path.name for path in tmp_path.iterdir()] == ["a.image"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("https://example.org/firmware/RPI_PICO_W-v1.27.0.uf2?download=1", "rpi_pico_w-v1.27.0"),
        ("C:\\new\\Micro Bit.HEX", "micro-bit"),
        ("./pico.uf2", "pico"),
        ("しんがた.hex", ""),
    ],
)
def test_names_are_made_from_sources(source: str, name: str) -> None:
    assert shelf_name(source) == name
