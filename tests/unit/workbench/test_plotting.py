"""The plotter's data: which lines are data, what is told of them, and what is kept."""

import csv
import io
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import strings
from kibako.errors import FileError, UsageError
from kibako.events import Event
from kibako.workbench.plotting import (
    COLUMNS_MAX,
    ROWS_MAX,
    Plot,
    number_in,
    sentences,
    trend,
    tuple_in,
)


def printed(plot: Plot, *lines: str) -> None:
    for at, line in enumerate(lines):
        plot.take(Event(at * 100, "program", "print", f"{line}\n"))


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("(1, 2)", (1, 2)),
        ("(1,)", (1,)),
        (" (-3, 2.5, 1e-05) \r", (-3, 2.5, 1e-05)),
        ("(1)", ()),
        ("1, 2", ()),
        ("(1, 'a')", ()),
        ("(nan, 1.0)", ()),
        ("(1e999, 1)", ()),
        ("x (1, 2)", ()),
        ("(1, 2)(3, 4)", ()),
        ("(１, ２)", ()),
        ("(True, 1)", ()),
        ("(" + "1, " * 300 + "1)", ()),
        ("()", ()),
        ("(,)", ()),
    ],
)
def test_a_line_that_is_a_tuple_of_numbers_is_data(line: str, numbers: tuple[float, ...]) -> None:
    assert tuple_in(line) == numbers


@given(st.lists(st.one_of(st.integers(-(10**20), 10**20), st.floats(-1e30, 1e30)), min_size=1))
def test_what_a_board_prints_of_a_tuple_is_read_back(values: list[float]) -> None:
    line = str(tuple(values))
    assert tuple_in(line) == (tuple(values) if len(line) <= 400 else ())


@given(st.text(max_size=60))
def test_any_other_line_is_none_and_harms_nothing(line: str) -> None:
    plot = Plot()
    plot.take(Event(0, "program", "print", line))
    plot.take(Event(0, "program", "print", "\n"))
    assert all(isinstance(each, int | float) for each in tuple_in(line))
    assert number_in(line) is None or float(line) == number_in(line)


def test_a_line_in_pieces_and_lines_in_one_piece_are_the_same() -> None:
    plot = Plot()
    for text in ("(1, ", "2)\n(3, 4)\nhello\n(5,", " 6)", "\n"):
        plot.take(Event(0, "program", "print", text))
    assert [each.values for each in plot.curves()] == [(1, 3, 5), (2, 4, 6)]


def test_told_in_words_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", ["en"])
    plot = Plot()
    assert sentences(plot)[0].startswith("There are no numbers yet")
    printed(plot, "(1, 9)", "(2, 5)", "(3, 5)", "(4, 9)")
    assert sentences(plot) == [
        "column 1: count 4, lowest 1, highest 4, last 4. It is rising.",
        "column 2: count 4, lowest 5, highest 9, last 9. It goes up and down.",
    ]
    monkeypatch.setattr(strings, "_current", ["ja"])
    assert sentences(plot)[0].startswith("1ばんめ：4こ。いちばん 低《ひく》い 1、")


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ((1, 2), "unknown"),
        ((5, 5, 5), "same"),
        (tuple(range(100)), "rising"),
        (tuple(range(100, 0, -1)), "falling"),
        ((1, 9) * 20, "wavering"),
        ((-1e308, 0, 1e308), "rising"),
    ],
)
def test_trends(values: tuple[float, ...], where: str) -> None:
    assert trend(values) == where


def test_the_log_gives_columns_by_their_labels() -> None:
    plot = Plot()
    plot.take(Event(10, "log", "labels", ["temp", "who"]))
    plot.take(Event(20, "log", "row", {"Time (seconds)": "0.02", "temp": "21", "who": "me"}))
    plot.take(Event(30, "log", "row", {"Time (seconds)": "0.03", "temp": "22.5", "who": "me"}))
    printed(plot, "(7, 8)")
    assert [(each.column.name, each.values) for each in plot.curves()] == [
        ("temp", (21, 22.5)),
        ("1", (7,)),
        ("2", (8,)),
    ]
    content, count = plot.as_csv()
    assert count == 3
    assert rows(content) == [
        ["time_ms", "Time (seconds)", "temp", "print_1", "print_2"],
        ["20", "0.02", "21", "", ""],
        ["30", "0.03", "22.5", "", ""],
        ["0", "", "", "7", "8"],
    ]


def test_a_check_and_the_next_run_do_not_mix_with_a_run() -> None:
    plot = Plot()
    printed(plot, "(1, 2)")
    plot.take(Event(0, "check", "start", None))
    plot.take(Event(0, "log", "row", {"temp": "21"}))
    plot.take(Event(0, "check", "passed", "ok"))
    assert [each.column.name for each in plot.curves()] == ["1", "2"]
    plot.take(Event(0, "program", "start", "heart"))
    assert plot.curves() == ()


def test_a_flood_is_bounded_and_its_figures_are_of_all_of_it() -> None:
    plot = Plot()
    for at in range(ROWS_MAX + 1000):
        plot.take(Event(at, "program", "print", f"({at}, {', '.join('0' * 20)})\n"))
    found = plot.curves()
    assert len(found) == COLUMNS_MAX
    assert found[0].count == ROWS_MAX + 1000
    assert (found[0].lowest, len(found[0].values)) == (0, ROWS_MAX)
    assert plot.left_out() == 1000
    assert "1000" in sentences(plot)[-1]


def test_a_heading_is_no_formula() -> None:
    plot = Plot()
    plot.take(Event(0, "log", "row", {"=1+1": "3", "a\x1b[2J,b": "4"}))
    assert rows(plot.as_csv()[0])[0] == ["time_ms", "'=1+1", "a\ufffd[2J,b"]


def test_a_table_is_written_once_and_for_this_user_alone(tmp_path: Path) -> None:
    plot = Plot()
    with pytest.raises(UsageError):
        plot.save(str(tmp_path / "temp.csv"))
    printed(plot, "(1, 2)")
    assert plot.save(str(tmp_path / "temp"))[2] == {
        "path": str(tmp_path / "temp.csv"),
        "rows": 1,
        "left_out": 0,
    }
    written = tmp_path / "temp.csv"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    for name in ("temp", "temp.csv", "link.csv", "no/temp.csv", "a\0b", "x" * 300):
        with pytest.raises(FileError):
            plot.save(str(tmp_path / name))
    for name in ("", ".", ".."):
        with pytest.raises(FileError):
            plot.save(name)
    assert rows(written.read_bytes()) == [["time_ms", "print_1", "print_2"], ["0", "1", "2"]]
