"""Pages as text: everything from a pack is escaped, and the same packs give the same bytes."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.cli.main import main
from kibako.errors import FileError
from kibako.html import Html, tag, visible
from kibako.lessons.prose import parse
from kibako.lessons.site.levels import year_of
from kibako.lessons.site.making import make_site
from kibako.lessons.site.pictures import picture_of
from kibako.lessons.site.prose_html import blocks
from kibako.lessons.site.writing import MARK, write_site

from .samples import PIXEL, evil, plain, whole


class Reader(HTMLParser):
    """What a browser would see: the elements, and the letters between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.letters = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.letters += data


@given(st.text(), st.text())
def test_text_in_an_element_stays_text(text: str, value: str) -> None:
    seen = Reader(tag("p", text, title=value))
    assert seen.elements == [("p", {"title": visible(value)})]
    assert seen.letters == visible(text)


@given(st.text() | st.text(alphabet="#|-`*![]()<>&\"'/ab漢《か》\n", max_size=200))
def test_any_text_of_a_pack_makes_elements_of_ours_only(text: str) -> None:
    seen = Reader(blocks(text, 3, lambda file, alt: tag("p", alt)))
    allowed = "h3 h4 h5 h6 p ul ol li pre code strong ruby rt rp br blockquote figure table thead"
    names = {name for name, _ in seen.elements}
    assert names <= {*allowed.split(), "tbody", "tr", "th", "td"}
    assert {key for _, given_ in seen.elements for key in given_} <= {"start", "scope"}


def test_headings_leave_no_level_out() -> None:
    made = blocks("### a\n\n# b\n\n#### c\n", 3, lambda file, alt: Html(""))
    assert [name for name, _ in Reader(made).elements] == ["h3", "h3", "h4"]
    assert [block.level for block in parse("## a")] == [2]


@pytest.mark.parametrize(
    ("level", "year"), [("小1+", 1), ("小5", 5), ("中", 7), ("中+", 7), ("高2+", 11), ("大人", 13)]
)
def test_the_year_of_a_level(level: str, year: int) -> None:
    assert year_of(level) == year


def test_a_picture_is_part_of_the_page_or_is_told(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "step").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(PIXEL)
    (tmp_path.parent / "outside.png").write_bytes(PIXEL)
    picture = picture_of(tmp_path, "step")
    assert 'src="data:image/png;base64,iVBOR' in picture("../pictures/a.png", "A")
    for file in ("../../outside.png", "../pictures/b.png", "../pictures", "/etc/passwd", "a\0.png"):
        assert picture(file, "<A>") == '<p class="no-picture">&lt;A&gt;</p>'


def test_the_same_packs_give_the_same_bytes(tmp_path: Path) -> None:
    packs = [make(tmp_path) for make in (plain, whole, evil)]
    first, second = (
        make_site(
            packs,
            {pack.id: (f"{pack.id}.kibakopack", b"zip") for pack in packs},
            "https://example.org/",
        )
        for _ in range(2)
    )
    assert first == second
    catalogue = json.loads(first["packs.json"])
    entry = catalogue["packs"][1]
    assert entry["title"]["en"] == "Festival Bell"
    assert entry["pages"]["ja"] == "https://example.org/packs/melody/ja.html"
    assert entry["file"]["path"] == "https://example.org/files/melody.kibakopack"
    for name, content in first.items():
        if name.endswith(".html"):
            seen = Reader(content.decode())
            links = [each.get("href") or "" for element, each in seen.elements if element == "a"]
            assert links
            assert not [link for link in links if "://" in link or link.startswith("/")]


def test_a_site_takes_the_place_of_its_own_kind_only(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_site(out, {"index.html": b"1", "packs/a/ja.html": b"a"})
    write_site(out, {"index.html": b"2"})
    assert sorted(each.name for each in out.iterdir()) == [MARK, "index.html"]
    (out / "index.html").write_text("changed by hand")
    (out / "photo.jpg").write_bytes(b"mine")
    with pytest.raises(FileError) as refused:
        write_site(out, {"index.html": b"3"})
    assert refused.value.fields["files"] == "index.html, photo.jpg"
    assert (out / "photo.jpg").read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("power_cut", [False, True])
def test_an_interrupt_between_two_renamings_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, power_cut: bool
) -> None:
    out = tmp_path / "out"
    write_site(out, {"index.html": b"1"})
    rename, broken = Path.rename, [False]

    def interrupted(self: Path, target: Path) -> Path:
        if target == out and self.suffix == ".part":
            broken[0] = power_cut  # then nothing is put in order any more
            raise KeyboardInterrupt
        if broken[0]:
            raise OSError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_site(out, {"index.html": b"2"})
    assert out.exists() is not power_cut
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(FileError):  # a wish that cannot be met brings the old site back, too
        write_site(out, {"index.html": b"3", "index.html/x": b"4"})
    assert (out / "index.html").read_bytes() == b"1"
    write_site(out, {"index.html": b"5"})
    assert (out / "index.html").read_bytes() == b"5"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_without_our_mark_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    (tmp_path / MARK).write_text("[]")
    with pytest.raises(FileError):
        write_site(tmp_path, {})
    assert (tmp_path / "thesis.txt").exists()


def test_the_command_makes_a_site_of_a_pack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = Path(__file__).parents[2] / "lessons" / "first-light"
    words = ["pack", "site", str(tmp_path / "out"), "--packs", str(pack), "--json", "--lang", "en"]
    assert main(words) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["packs"] == ["first-light"]
    assert all((tmp_path / "out" / name).is_file() for name in made["files"])
    assert main([*words, "--base-url", "javascript:alert(1)"]) == 2
    assert main(["pack", "site", str(tmp_path / "no" / "where"), "--packs", str(pack)]) == 4
