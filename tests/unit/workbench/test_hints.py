"""Hints about the line where a program stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import strings
from kibako.workbench.hints import hint, short_traceback, wide_sign


def test_recursion_is_told_once_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", ["en"])
    same = '  File "<stdin>", line 1, in f'
    text = "\n".join(["Traceback:", *[same] * 140, "RuntimeError: x"])
    assert short_traceback(text).split("\n") == [
        *("Traceback:", same, same, same),
        *("  (the same line 137 times more)", "RuntimeError: x"),
    ]
    assert short_traceback("a\na\nb") == "a\na\nb"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("display.show（Image.HEART)", ("（", "(")),
        ("sleep(５００)", ("５", "5")),
        ("print(”あ”)", ("”", '"')),
        ("\u3000\u3000sleep(500)", ("\u3000", " ")),
        ('print("（１２）")  # （１２）', None),
        ("木 = 1", None),
        ("display.show(Image.HEART)", None),
    ],
)
def test_a_wide_sign_is_found_where_python_cannot_read_it(
    line: str, found: tuple[str, str] | None
) -> None:
    assert wide_sign(line) == found


@given(st.text(max_size=80), st.one_of(st.none(), st.integers(), st.text(max_size=3)))
def test_any_program_gets_a_sentence_or_none(code: str, number: object) -> None:
    assert isinstance(hint(code, number), str)


def test_the_sentence_names_both_signs() -> None:
    before = strings.language()
    strings.set_language("ja")
    try:
        assert "「（」" in hint("x = 1\nprint（1)\n", 2)
        assert "「(」" in hint("x = 1\nprint（1)\n", 2)
        assert hint("x = 1\nprint（1)\n", 1) == ""
    finally:
        strings.set_language(before)
