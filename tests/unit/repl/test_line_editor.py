"""Editing a line: what stands in it, and what stands on the screen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.virtual.repl import cells
from kibako.virtual.repl.line_editor import LINE_LIMIT_CHARS, Edit, LineEditor

_CSI = re.compile(r"\x1b\[(\d*)([DK])")


class Screen:
    def __init__(self) -> None:
        self.rows: list[list[str]] = [[]]
        self.column = 0

    def write(self, data: bytes) -> None:
        text = data.decode()
        at = 0
        while at < len(text):
            if found := _CSI.match(text, at):
                at = found.end()
                if found[2] == "K":
                    del self.rows[-1][self.column :]
                else:
                    self._back(int(found[1] or 1))
                continue
            char = text[at]
            at += 1
            if char == "\r":
                self.column = 0
            elif char == "\n":
                self.rows.append([])
            elif char == "\b":
                self._back(1)
            elif char != "\a":
                assert char >= " ", repr(char)
                self._put(char)

    @property
    def row(self) -> str:
        return "".join(self.rows[-1])

    def _back(self, count: int) -> None:
        assert count <= self.column, "the cursor left the screen"
        self.column -= count

    def _put(self, char: str) -> None:
        row = self.rows[-1]
        before = self.column - 1
        while before > 0 and row[before] == "":
            before -= 1
        if before >= 0 and cells.joins(row[before], char):
            grown = row[before] + char
            columns = cells.width(grown)
            row[before : before + columns] = [grown] + [""] * (columns - 1)
            self.column = before + columns
            return
        columns = cells.width(char)
        row[self.column : self.column + columns] = [char] + [""] * (columns - 1)
        self.column += columns


LEFT, RIGHT, UP, DOWN = b"\x1b[D", b"\x1b[C", b"\x1b[A", b"\x1b[B"
HOME, END, DELETE, BACKSPACE = b"\x1b[H", b"\x1b[F", b"\x1b[3~", b"\x7f"


def typed(*keys: bytes | str, prompt: str = ">>> ") -> LineEditor:
    """Type keys and hold the screen against the line."""
    editor, screen = LineEditor(), Screen()
    screen.write(editor.start(prompt))
    for key in keys:
        edit = editor.receive(key.encode() if isinstance(key, str) else key)
        assert edit.signal is None
        screen.write(edit.output)
    seen(editor, screen, prompt)
    return editor


def seen(editor: LineEditor, screen: Screen, prompt: str = ">>> ") -> None:
    assert screen.row == prompt + editor.text
    columns = sum(map(cells.width, cells.clusters(prompt + editor.before_cursor)))
    assert screen.column == columns


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["abc", LEFT, LEFT, "X"], "aXbc"),
        (["abc", HOME, "X", END, "Y"], "XabcY"),
        (["abc", b"\x01", DELETE], "bc"),
        (["abc", b"\x1b[1~", b"\x04"], "bc"),
        (["abc", b"\x1bOH", RIGHT, BACKSPACE], "bc"),
        (["abc", BACKSPACE, b"\x08"], "a"),
        (["one two", b"\x17"], "one "),
        (["one two", b"\x1bb", b"\x0b"], "one "),
        (["one two", b"\x1b[1;5D", b"\x15"], "two"),
        (["one two", b"\x01", b"\x1bd"], " two"),
        (["        ", BACKSPACE], "    "),
        (["  x", LEFT, BACKSPACE], " x"),
        (["a", b"\t", "b"], "a    b"),
        (["かな", LEFT, "漢"], "か漢な"),
        (["かな", BACKSPACE], "か"),
        (["print('🍣🍺')", LEFT, LEFT, BACKSPACE], "print('🍣')"),
        (["a👩\u200d🔧b", LEFT, BACKSPACE], "ab"),
        (["🇯🇵🇫🇷", LEFT, BACKSPACE], "🇫🇷"),
        (["か\u3099", BACKSPACE, "x"], "x"),
        (["か", "は", LEFT, "\u3099"], "か\u3099は"),
        (["ab", LEFT, b"\xff\xfe"], "ab"),
        (["ab", b"\x1b[99;99;99~", "c"], "abc"),
        (["ab", b"\x1b", b"\x1b[D", "c"], "acb"),
    ],
)
def test_keys_edit_the_line(keys: list[bytes | str], text: str) -> None:
    assert typed(*keys).text == text


def test_a_character_may_come_in_pieces() -> None:
    assert typed(b"\xe3", b"\x81", b"\x82", b"\xf0\x9f", b"\x8d\xa3").text == "あ🍣"


def test_a_torn_character_does_not_swallow_the_key_after_it() -> None:
    editor = LineEditor()
    editor.start("")
    assert editor.receive(b"a\xe3\x81\x03x") == Edit(b"a", "interrupt", b"x")


@pytest.mark.parametrize(
    ("data", "signal"), [(b"\x03", "interrupt"), (b"\x04", "eof"), (b"\r", "enter")]
)
def test_input_ends(data: bytes, signal: str) -> None:
    editor = LineEditor()
    assert editor.start("なまえは？ ") == "なまえは？ ".encode()
    assert editor.receive(data + b"rest").signal == signal


def test_in_input_the_repl_keys_are_no_signals() -> None:
    assert typed(b"\x01", b"\x02", b"\x05", "x", b"\t").text == "x    "


def test_history_goes_back_and_comes_forth_to_the_draft() -> None:
    editor, screen = LineEditor(keeps_history=True), Screen()
    for line in ("one", "two", "two", "漢字"):
        editor.start(">>> ")
        assert editor.receive(line.encode() + b"\r").signal == "enter"
    screen.write(editor.start(">>> "))
    texts: list[str] = []
    for key in (b"draft", UP, UP, UP, UP, DOWN, DOWN, DOWN, DOWN):
        screen.write(editor.receive(key).output)
        seen(editor, screen)
        texts.append(editor.text)
    assert texts == ["draft", "漢字", "two", "one", "one", "two", "漢字", "draft", "draft"]


def test_a_line_has_a_limit() -> None:
    editor = LineEditor()
    editor.start("")
    edit = editor.receive(b"a" * (LINE_LIMIT_CHARS + 3))
    assert len(editor.text) == LINE_LIMIT_CHARS
    assert edit.output.endswith(b"a\a\a\a")


def test_marks_do_not_pile_up_for_ever() -> None:
    editor = LineEditor()
    editor.start("")
    editor.receive(("a" + "\u0301" * 1000).encode())
    assert len(editor.text) < 50


KEYS = st.one_of(
    st.text("ab あ漢🍣\u3099\u200d🇯🇵\ufe0f🏽", max_size=4).map(str.encode),
    st.sampled_from([LEFT, RIGHT, UP, DOWN, HOME, END, DELETE, BACKSPACE, b"\t", b"\x1b"]),
    st.sampled_from([b"\x01", b"\x02", b"\x05", b"\x06", b"\x0b", b"\x0e", b"\x10", b"\x15"]),
    st.sampled_from([b"\x17", b"\x1bb", b"\x1bf", b"\x1bd", b"\x1b\x7f", b"\x1b[1;5C"]),
)


@given(st.lists(KEYS, max_size=25))
def test_the_screen_always_shows_the_line(keys: list[bytes]) -> None:
    typed(*keys)


@given(st.lists(st.binary(max_size=8), max_size=20))
def test_garbage_keeps_screen_and_line_together(chunks: list[bytes]) -> None:
    editor, screen = LineEditor(), Screen()
    screen.write(editor.start("? "))
    for chunk in chunks:
        rest = chunk
        while rest:
            edit = editor.receive(rest)
            screen.write(edit.output)
            rest = edit.rest
            if edit.signal is None:
                seen(editor, screen, "? ")
            else:
                screen.write(b"\r\n")
                screen.write(editor.start("? "))
