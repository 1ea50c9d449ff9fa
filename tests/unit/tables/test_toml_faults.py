"""What keeps a file from being TOML is said in our own words, with line and column."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako import strings
from kibako.toml_faults import fault_of


def said(raw: bytes, lang: str = "en") -> str:
    """Return what is said about bytes that are no TOML; empty when they are."""
    try:
        tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        with strings.speaking(lang):
            return fault_of(error, raw, "pack.toml")
    return ""


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ('title = "abc\nb = 1', (1, 13), "no_end"),
        ('b = 1\ntext = """abc\n\nmore\n', (2, 8), "no_end"),
        ('a = "x\x01"', (1, 7), "unseen"),
        ('a = "C:\\Users"', (1, 10), "backslash"),
        ("minutes 3", (1, 9), "no_equals"),
        ("タイトル = 3", (1, 1), "no_key"),
        ("= 3", (1, 1), "no_name"),
        ("b = 1\na =", (2, 4), "nothing"),
        ("a = # a note", (1, 5), "nothing"),
        ("a = True", (1, 5), "no_bool"),
        ("level = 小3+", (1, 9), "no_quotes"),
        ("a = +", (1, 5), "no_value"),
        ("a = 2026-02-31", (1, 5), "no_date"),
        ('boards = ["a", "b"\n\n[[steps]]\nid = "x"', (1, 19), "no_list_end"),
        ('boards = [\n"a"\n"b"\n]', (3, 1), "no_comma"),
        ('title = { ja = "x" en = "y" }', (1, 20), "no_comma"),
        ('title = { ja = "x", en = "y"\nb = 1', (1, 29), "no_table_end"),
        ("[a\nb = 1", (1, 3), "no_head_end"),
        ("a = 3\na = 4\n", (2, 6), "twice"),
        ("[steps]\na = 1\n[steps]\n", (3, 7), "twice_table"),
        ("minutes = 15分", (1, 13), "surplus"),
        ("a ＝ 3", (1, 3), "wide"),
        ("title = “x”", (1, 9), "wide"),
        ('a = "x"\u3000', (1, 8), "wide_space"),
    ],
)
@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_what_keeps_a_file_from_being_toml(text, place, kind, lang):
    line, column = place
    sign = {"wide": text.partition("＝")[1] or "“"}.get(kind, "")
    ours = strings.text(
        f"toml_fault.{kind}",
        lang,
        file=f"pack.toml:{line}",
        sign=sign,
        ascii="=" if sign == "＝" else '"',
    )
    told = said(text.encode(), lang)
    assert told.startswith(ours)
    assert str(column) in told[len(ours) :]
    assert "(at " in told  # Python's own words stand beside ours


def test_what_is_no_text_lies_too_deep_or_is_too_long_a_number():
    assert said(b"a = 1\nb = '\xe9'").startswith("pack.toml:2: this is no UTF-8")
    assert "too deep" in said(b"a = " + b"[" * 5000)
    assert "TOML" in said(b"a = 1" + b"0" * 5000)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *'"[]{}=#,.-+\\\n\r\t aé1＝「　\x01\x1b',
                "a = ",
                '"x"',
                '"""',
                "'''",
                "[[s]]",
                "2026-01-01",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_whatever_is_written_is_told_with_its_place(text):
    told = said(text.encode())
    assert not told or told.startswith("pack.toml:")
    assert told.isprintable()
