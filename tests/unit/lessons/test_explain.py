"""Tracebacks in any text, and what the program's text adds to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import strings
from kibako.lessons.explain import rules
from kibako.lessons.explain.explanation import explain_code, explain_text
from kibako.lessons.explain.source import find_cause, wide_sign
from kibako.lessons.explain.tracebacks import MAX_TRACEBACKS, find_tracebacks

ONE = 'Traceback (most recent call last):\n  File "<stdin>", line 2, in <module>\n'


def test_several_reports_among_other_text() -> None:
    text = (
        ">>> %Run -c $EDITOR_CONTENT\r\n\r\nMPY: soft reboot\r\nhello\r\n"
        + ONE.replace("\n", "\r\n")
        + "NameError: name 'disply' isn't defined\r\n\r\n>>> \r\n"
        + 'Traceback (most recent call last):\r\n  File "main.py", line 7, in <module>\r\n'
        + '  File "/lib/car.py", line 90, in go\r\nOSError: [Errno 19] ENODEV\r\n>>> '
    )
    found = explain_text(text)
    assert [(each.kind, each.line) for each in found] == [("name_near", 2), ("os_no_part", 7)]


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("NameError: name 'x1' isn't defined", "name_unknown", None),
        ("line 4 SyntaxError invalid syntax", "syntax_unknown", 4),
        ('  File "<stdin>", line 3\nSyntaxError: invalid syntax', "syntax_unknown", 3),
        (ONE + "KeyboardInterrupt:", "stopped", 2),
        (ONE + "KeyboardInterrupt", "stopped", 2),
        (ONE + "my.own.Trouble: oh", "unknown", 2),
        (ONE + "    x = 1 / 0\n        ~~^~~\nZeroDivisionError: division by zero", "zero", 2),
        ("Traceback (most recent call last):\nValueError: ", "value_unknown", None),
    ],
)
def test_a_report_in_another_form(text: str, kind: str, line: int | None) -> None:
    (found,) = explain_text(text)
    assert (found.kind, found.line) == (kind, line)
    assert found.raw.splitlines()[-1] == text.splitlines()[-1].rstrip()


@pytest.mark.parametrize(
    "text", ["", "hello\nworld: 3\n", ONE, "Traceback (most recent call last):\n\n\n", "Error"]
)
def test_no_report(text: str) -> None:
    assert explain_text(text) == ()


def test_the_last_ones_of_very_many() -> None:
    text = "".join(f"{ONE}ValueError: {count}\n" for count in range(100))
    found = find_tracebacks(text)
    assert len(found) == MAX_TRACEBACKS
    assert found[-1].text == "99"


@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                [
                    *ONE.splitlines(),
                    *("NameError: name '《木》' isn't defined", "SyntaxError: invalid syntax"),
                    "TypeError: f() takes 9999999999 positional arguments but 3 were given",
                ]
            ),
        ),
        max_size=12,
    ),
    st.text(max_size=120),
)
def test_any_text_and_any_program(lines: list[str], code: str) -> None:
    for found in explain_text("\r\n".join(lines), code):
        for lang in ("ja", "en"):
            assert found.what(lang)
            assert found.advice(lang)
    told = explain_code(code)
    assert told is None or (told.what("en") and told.advice("ja"))


@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [
        ("while True\n    pass\n", "syntax_colon", 1),
        ("if x = 1:\n    pass\n", "syntax_equals", 1),
        ("3 = x\n", "syntax_assign", 1),
        ("print('a)\n", "syntax_quote", 1),
        ("a = [1, 2\nb = 3\n", "syntax_bracket_open", 1),
        ("a = [1, 2)\n", "syntax_bracket_wrong", 1),
        ("print(1))\n", "syntax_bracket_extra", 1),
        ("x = 1\nprint（x)\n", "syntax_wide_sign", 2),
        ("if x：\n    pass\n", "syntax_wide_sign", 1),
        ("print(“あ”)\n", "syntax_wide_sign", 1),
        ("if True:\n\u3000x = 1\n", "syntax_wide_space", 2),
        ("for i in range(3):\nprint(i)\n", "indent_missing", 2),
        ("if x:\n    a\n\tb\n", "indent_tab", 3),
        ("x = 1\ny = x++\n", "syntax_increment", 2),
        ("if a && b:\n    pass\n", "syntax_logic", 1),
        ("if a:\n    b\nelse if c:\n    d\n", "syntax_else_if", 3),
        ("a\nelse:\n    b\n", "syntax_else_alone", 2),
        ("for = 3\n", "syntax_keyword", 1),
        ("print 'a'\n", "syntax_print", 1),
        ("x = 3 *\n", "syntax_unfinished", 1),
    ],
)
def test_why_a_program_cannot_be_read(code: str, kind: str, line: int) -> None:
    found = explain_code(code)
    assert found is not None
    assert (found.kind, found.line) == (kind, line)


def test_nothing_is_said_of_a_program_that_can_be_read() -> None:
    assert explain_code('print("（１２）")  # （１２）\nif x != 1 and not y:\n    z += 1\n') is None
    assert explain_code("(" * 100_000) is None


def test_what_a_board_cannot_read_and_this_computer_can() -> None:
    code = "match x:\n    case 1:\n        pass\n"
    assert find_cause(code, 1) is not None
    assert explain_text(f"{ONE}SyntaxError: invalid syntax", code)[0].kind == "syntax_match"


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


def test_a_name_is_found_though_its_import_is_missing_too() -> None:
    text = ONE + "NameError: name 'disply' isn't defined"
    assert explain_text(text, "x = 1\ndisply.show(1)\n")[0].kind == "name_near"


def test_the_object_before_the_dot_is_not_counted() -> None:
    code = "from microbit import *\ndisplay.clear(1)\n"
    text = f"{ONE}TypeError: clear() takes 1 positional arguments but 2 were given"
    (found,) = explain_text(text, code)
    assert found.what("en") == "The brackets need 0, and 1 came."


def test_every_kind_of_a_rule_has_its_sentences() -> None:
    missing = [kind for kind in rules.kinds() if not strings.has(f"explain_{kind}.what")]
    assert missing == []
