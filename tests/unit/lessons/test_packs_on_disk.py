"""Packs as they lie on disk: what is read, and everything that is wrong said at once."""

import os
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import ExitStatus, PackError
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.manifest import parse_manifest
from kibako.lessons.pack import MAX_TEXT_BYTES, read_pack
from kibako.tables import MAX_TABLE_BYTES


def problems(tiny) -> str:
    with pytest.raises(PackError) as caught:
        read_pack(tiny.folder)
    assert caught.value.exit_status == ExitStatus.FILE
    assert caught.value.fields["pack"] == "tiny"
    return str(caught.value.fields["problems"])


def test_a_pack_is_read(tiny):
    tiny.write("one/wrong/bad.py", "x = 1\n")
    tiny.replace('en = "One" }\n', 'en = "One" }\n[steps.wrong]\nbad = "check_error"\n')
    pack = read_pack(tiny.folder)
    assert (pack.id, pack.title.en, pack.board) == ("tiny", "Tiny", "microbit")
    step = pack.steps[0]
    assert (step.id, step.title.ja, step.check_file) == ("one", "ひとつめ", "one/check.py")
    assert [(w.name, w.code, w.says) for w in step.wrong] == [("bad", "x = 1\n", "check_error")]


def test_line_ends_and_a_byte_order_mark_do_not_matter(tiny):
    tiny.write("one/starter.py", b"\xef\xbb\xbfx = 1\r\ny = 2\r")
    assert read_pack(tiny.folder).steps[0].starter == "x = 1\ny = 2\n"


def test_all_problems_of_a_manifest_are_said_at_once(tiny):
    tiny.replace('version = "1.0.0"', 'verson = "1.0.0"')
    tiny.replace("minutes = 5", 'minutes = "5"')
    tiny.replace('en = "One"', 'fr = "Un"')
    said = problems(tiny)
    assert 'no key "verson"; did you mean "version"' in said
    assert '"version" is missing' in said
    assert '"minutes"' in said
    assert '"steps[1].title.fr"' in said
    assert '"steps[1].title.en" is missing' in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema = 1", "schema = 2", "schema 2 is unknown"),
        ('id = "tiny"', 'id = "../tiny"', 'cannot be "../tiny"'),
        ('id = "tiny"', 'id = "other"', "differ"),
        ('id = "one"', 'id = "../../etc"', 'cannot be "../../etc"'),
        ('id = "one"', 'id = "One"', 'cannot be "One"'),
        ("minutes = 5", "minutes = 0", "from 1 to 600"),
        ('["microbit"]', "[]", '"boards" is empty'),
        ('["microbit"]', '["arduino"]', 'no virtual board "arduino"'),
        ('["microbit"]', '["picoo"]', 'did you mean "pico"'),
        ('"1.0.0"', '"one"', "must look like"),
        ("[[steps]]", "[[steps]", "the name of a table has no end"),
        ("[[steps]]", "[steps]", '"steps" must be a list'),
        ('title = { ja = "ちいさい", en = "Tiny" }', "title = 3", '"title" must be a table'),
    ],
)
def test_a_broken_manifest_is_named(tiny, old, new, said):
    tiny.replace(old, new)
    assert said in problems(tiny)


def test_two_steps_of_one_name(tiny):
    text = (tiny.folder / "pack.toml").read_text(encoding="utf-8")
    tiny.write("pack.toml", text + text[text.index("[[steps]]") :])
    assert "there twice" in problems(tiny)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x\0y", b"\xe3\x81"])
def test_a_text_that_is_no_text(tiny, content):
    tiny.write("one/text.ja.md", content)
    assert "text.ja.md:1 is not UTF-8" in problems(tiny)


def test_missing_files_are_all_named(tiny):
    (tiny.folder / "one" / "check.py").unlink()
    (tiny.folder / "one" / "text.en.md").unlink()
    said = problems(tiny)
    assert "one/check.py is missing" in said
    assert "one/text.en.md is missing" in said


def test_files_that_are_too_large(tiny):
    tiny.write("one/starter.py", b"#" * (MAX_TEXT_BYTES + 1))
    assert "256 KB" in problems(tiny)
    tiny.write("pack.toml", b"#" * (MAX_TABLE_BYTES + 1))
    assert "too large" in problems(tiny)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no links")
def test_a_link_out_of_the_pack_is_refused(tiny, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    path = tiny.folder / "one" / "text.en.md"
    path.unlink()
    path.symlink_to(secret)
    assert "inside the pack" in problems(tiny)


def test_the_catalogue_keeps_good_packs_beside_broken_ones(tiny):
    other = tiny.folder.parent / "zz"
    other.mkdir()
    (other / "pack.toml").write_text("schema = 1")
    catalogue = read_catalogue(tiny.folder.parent)
    assert [pack.id for pack in catalogue.packs] == ["tiny"]
    assert [error.fields["pack"] for error in catalogue.broken] == ["zz"]
    with pytest.raises(PackError, match="zz"):
        catalogue.pack("zz")
    with pytest.raises(PackError) as near:
        catalogue.pack("tiy")
    assert near.value.code == "pack_unknown_near"
    with pytest.raises(PackError) as far:
        catalogue.pack("robots-galore")
    assert far.value.fields["known"] == "tiny"


toml_values = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.text(max_size=8), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["id", "title", "ja", "en", "wrong", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_manifest_or_a_pack_error(tmp_path_factory, raw):
    with pytest.raises(PackError):
        parse_manifest(raw, tmp_path_factory.getbasetemp())


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("schema", "id", "version", "title", "minutes", "level", "boards", "licence"),
                *("steps", "circuit", "firmware", "row", "access", "needs", "summary"),
            ]
        ),
        toml_values,
        min_size=1,
    )
)
def test_any_toml_is_a_manifest_or_a_pack_error(tmp_path_factory, data):
    import json

    lines = [f"{key} = {_toml(value)}" for key, value in data.items()]
    raw = "\n".join(lines).encode("utf-8", "replace")
    assert isinstance(tomllib.loads(raw.decode()), dict) and json.dumps(data)
    with pytest.raises(PackError) as caught:
        parse_manifest(raw, tmp_path_factory.getbasetemp())
    assert caught.value.what


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case str():
            escaped = "".join(f"\\U{ord(c):08x}" for c in value if not 0xD800 <= ord(c) <= 0xDFFF)
            return f'"{escaped}"'
        case float():
            return f"{value:.6f}"
        case _:
            return str(max(min(int(value), 2**62), -(2**62)))


def test_a_family_gets_its_own_files_and_else_the_plain_ones(tiny):
    tiny.replace('["microbit"]', '["microbit", "pico-w"]')
    tiny.replace('en = "One" }\n', 'en = "One" }\nwrong = { bad = "check_error" }\n')
    tiny.write("one/wrong/bad.py", "plain\n")
    tiny.write("one/wrong/bad.pico.py", "pico\n")
    tiny.write("one/solution.microbit.py", "microbit\n")
    tiny.write("one/text.pico.ja.md", "ピコ\n")
    tiny.write("one/audio.ja.md", "きく\n")
    tiny.write("one/hints.en.md", "x\n## 1\na\n## 2\n\nb\n\n## 3\n```\n___\n```\n")
    tiny.write("mentor.en.md", "# Mentor\n")
    pack = read_pack(tiny.folder)
    step = pack.steps[0]
    assert (pack.families, pack.mentor("en"), pack.mentor("ja")) == (
        ("microbit", "pico"),
        "# Mentor\n",
        "",
    )
    assert [step.wrong_for(board)[0].code for board in ("pico-w", "microbit-v1")] == [
        "pico\n",
        "plain\n",
    ]
    assert (step.solution, step.solution_for("pico")) == ("microbit\n", "# text\n")
    assert step.text_for("ja", "pico-2-w") == "ピコ\n"
    assert step.text_for("ja", "pico", audio=True) == "きく\n"
    assert step.text_for("en", "pico", audio=True) == "# text\n"
    assert step.hints("en", "pico") == ("a", "b", "```\n___\n```")
    assert step.path("solution.py", "microbit-v2") == "one/solution.microbit.py"
    boards = [pack.board_for(board) for board in ("pico", "pico-w", "microbit-v2", "", "other")]
    assert boards == ["pico-w", "pico-w", "microbit", "microbit", "microbit"]


def test_a_pack_for_one_family_needs_no_plain_files(tiny):
    (tiny.folder / "one" / "solution.py").rename(tiny.folder / "one" / "solution.microbit.py")
    step = read_pack(tiny.folder).steps[0]
    assert step.solution == step.solution_for("pico") == "# text\n"
    tiny.replace('["microbit"]', '["microbit", "pico"]')
    assert "one/solution.py is missing" in problems(tiny)


def test_each_problem_names_its_line_and_files_are_read_all_the_same(tiny):
    tiny.replace('version = "1.0.0"', 'version = "1"')
    tiny.replace(
        'level = "小1+"', 'level = "小1+"\ncircuit = { pico = "traffic-lite" }\nneeds = ["A"]'
    )
    (tiny.folder / "one" / "check.py").unlink()
    said = problems(tiny)
    assert 'pack.toml:3: version "1"' in said
    assert (
        'pack.toml:7: "circuit.pico" cannot be "traffic-lite"; did you mean "traffic-light"' in said
    )
    assert 'pack.toml:7: "circuit" names "pico"' in said
    assert 'pack.toml:8: "needs[1]" cannot be "A"' in said
    assert "one/check.py is missing" in said
