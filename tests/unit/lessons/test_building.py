"""Building the file of a pack: the same bytes everywhere, and nothing unsafe in it."""

import hashlib
import json
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import PackError
from kibako.lessons import pack_files
from kibako.lessons.archive import write_archive
from kibako.lessons.building import build
from kibako.lessons.picture_files import picture_problem

from .pictures import png, svg


def problems(tiny) -> str:
    with pytest.raises(PackError) as caught:
        build(tiny.folder)
    return str(caught.value)


def test_two_builds_are_the_same_bytes_whatever_the_checkout_did(tiny):
    tiny.write("pictures/lamp.png", png())
    tiny.write("pictures/lamp.svg", svg())
    first = build(tiny.folder)
    for path in tiny.folder.rglob("*.md"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
        os.utime(path, (0, 0))
        path.chmod(0o600)
    tiny.write(".git/config", "x")
    tiny.write("one/__pycache__/check.pyc", b"\xff")
    tiny.write("one/text.ja.md~", "old")
    tiny.write(first.file, first.data)  # as "pack build ." leaves it
    again = build(tiny.folder)
    assert (again.data, again.file) == (first.data, "tiny-1.0.0.kibakopack")


def test_the_form_of_an_archive_never_changes():
    written = write_archive({"b/text.md": b"two", "a.py": b"one"})
    assert (
        hashlib.sha256(written).hexdigest()
        == "7ec41652ef724bae29a860f5837ffdd17f5f26e5f00593be4f6758f37158c8db"
    )


def test_another_reader_of_zips_sees_the_files_and_the_list_is_true(tiny, tmp_path):
    (tmp_path / "x.zip").write_bytes(build(tiny.folder).data)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        listed = json.loads(archive.read("manifest.json"))
        assert [listed["format"], listed["id"], listed["steps"]] == [1, "tiny", ["one"]]
        assert {*listed["files"], "manifest.json"} == set(archive.namelist())
        for name, facts in listed["files"].items():
            data = archive.read(name)
            assert facts == {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
            assert data == (tiny.folder / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("one/note.docx", "x", "a pack holds"),
        ("pictures/con.png", png(), "Windows takes this name"),
        ("pictures/ランプ.png", png(), "letters a to z"),
        ("a/b/c/d/e.txt", "x", "too deep"),
        ("one/TEXT.ja.md", "x", "one file on some computers"),
        ("manifest.json", "{}", "a pack holds"),
        ("notes.txt", b"\xff\xfe", "not UTF-8"),
        ("one/solution.py", "x = 1 # \u202e\n", "direction of writing"),
        ("one/text.en.md", "a\x1b[31m", "one/text.en.md:1: there is a control character"),
        ("circuit.toml", 'title = "\\u001b[31m"', "circuit.toml: there is a control character"),
        ("pictures/a.png", b"GIF89a", "no PNG"),
        ("pictures/a.png", png(5000, 1), "5000 x 1"),
    ],
)
def test_what_cannot_be_in_a_pack_is_named(tiny, name, content, said):
    tiny.write(name, content)
    assert said in problems(tiny)


def test_a_link_is_no_file(tiny, tmp_path):
    (tmp_path / "secret.txt").write_text("mine")
    (tiny.folder / "notes.txt").symlink_to(tmp_path / "secret.txt")
    (tiny.folder / "more").symlink_to(tmp_path)
    said = problems(tiny)
    assert "notes.txt is a link" in said and "more is a link" in said


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x.txt", "leads out"),
        ("/etc/x.txt", "leads out"),
        ("C:/x.txt", "leads out"),
        ("a\\b.txt", "backslash"),
        ("aux.txt", "device"),
        ("one/NUL", "device"),
        ("COM1.py", "device"),
        ("x.txt.", "end of this name"),
        ("x.txt ", "end of this name"),
        ("a\0.txt", "letters"),
        ("-rf.txt", "letters"),
        (".hidden.txt", "letters"),
        ("a//b.txt", "letters"),
        ("./a.txt", "end of this name"),
        ("a/", "letters"),
        ("", "letters"),
        ("a" * 200 + ".txt", "too long"),
        ("x.zip", "a pack holds"),
    ],
)
def test_each_bad_name_has_its_reason(name, reason):
    (said,) = pack_files.name_problems([name])
    assert reason in said


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["a.txt", "a.txt"], "twice"),
        (["a.txt", "A.TXT"], "one file"),
        (["e\u0301.txt", "\u00e9.txt"], "one file"),
        (["a.txt", "a.txt/b.txt"], "at once"),
    ],
)
def test_names_that_clash(names, reason):
    assert any(reason in said for said in pack_files.name_problems(names))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png(2, 2, b"\0" * 100_000), "unfolds"),
        (png(2, 2, b"\0"), "broken"),
        (png(2, 2, colour=9), "broken"),
        (png(0, 2), "broken"),
        (png()[:-3], "broken"),
        (png() + b"PK", "broken"),
        (png().replace(b"IDAT", b"IDAX"), "broken"),
    ],
)
def test_bad_png(data, reason):
    assert reason in picture_problem("a.png", data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (svg("<script>1</script>"), '"script"'),
        (svg("<rect onclick='x()'/>"), '"onclick"'),
        (svg("<foreignObject/>"), '"foreignObject"'),
        (svg("<use href='#a'/>"), '"use"'),
        (svg("<animate/>"), '"animate"'),
        (svg("<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>"), '"script"'),
        (svg("<textPath xlink:href='http://x.example/'/>"), "from outside"),
        (svg("<textPath href='data:text/html,x'/>"), "from outside"),
        (svg("<style>@import 'x';</style>"), "from outside"),
        (svg("<style>rect{fill:u\\72l(x)}</style>"), "from outside"),
        (svg("<rect fill='url(http://x.example/#a)'/>"), "from outside"),
        (svg("<rect style='fill:url( //x )'/>"), "from outside"),
        (svg("&a;", "<!DOCTYPE svg [<!ENTITY a 'b'>]>"), "DOCTYPE"),
        (svg(before="<?xml-stylesheet href='x'?>"), "?xml-stylesheet"),
        (svg("<g>" * 100 + "</g>" * 100), "too many"),
        (svg("<rect/>" * 30_000), "too many"),
        (b"<html/>", "no SVG"),
        (b"<svg", "broken"),
        (svg().decode().encode("utf-16"), "broken"),
        (svg(before="<?xml version='1.0' encoding='shift_jis'?>"), "not UTF-8"),
    ],
)
def test_an_svg_that_is_no_drawing(data, reason):
    assert reason in picture_problem("a.svg", data)


def test_drawings_pass():
    inside = (
        "<defs><linearGradient id='g'><stop offset='0'/></linearGradient></defs>"
        "<style>rect { fill: url(#g) }</style><rect style='stroke: url(\"#g\")' fill='rgb(1,2,3)'/>"
        "<text transform='rotate(3)'><tspan>木(き)</tspan></text>"
    )
    assert picture_problem("a.svg", svg(inside, "<?xml version='1.0'?>")) == ""
    assert picture_problem("a.png", png(300, 200)) == ""


@given(st.data())
def test_no_bytes_make_a_picture_crash_us(data):
    good = data.draw(st.sampled_from([png(9, 9), svg("<style>a{b:url(#c)}</style>")]))
    at = data.draw(st.integers(0, len(good)))
    broken = (
        good[:at] + data.draw(st.binary(max_size=9)) + good[at + data.draw(st.integers(0, 9)) :]
    )
    for name in ("a.png", "a.svg"):
        picture_problem(name, broken)
