"""The use case of the bench: what a mentor wants, what is kept, what is printed."""

import csv
import io
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from kibako.boards.bench_room import BenchRoom
from kibako.boards.labels import read_labels
from kibako.errors import KibakoError
from kibako.events import Event
from kibako.flash.bench_paper import COLUMNS, sheet_html, table_text
from kibako.flash.practice import practice_image
from kibako.flash.shelf import Shelf
from kibako.virtual.usb import VirtualBench
from kibako.workbench.bench import BenchRun, BenchWish, read_list
from kibako.workbench.troubles import parse_troubles


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))


def ended(run: BenchRun) -> list[dict[str, Any]]:
    run.start()
    assert run.wait(60.0)
    run.close()
    return run.rows()


def test_a_board_gets_its_label_and_is_passed_over_the_next_time(tmp_path: Path) -> None:
    Shelf().add(practice_image("pico"), "pico-new", "a test")
    files = tmp_path / "files"
    files.mkdir()
    (files / "main.py").write_text("x = 1\n")
    wish = BenchWish(files=files, label="きつね-{n}", board_kind="pico", count=1)
    events: list[Event] = []
    with VirtualBench(tmp_path / "bench", ["pico"], pace="fast", bytes_s=1e7) as bench:
        run = BenchRun(wish, events.append, room=BenchRoom(bench))
        (row,) = ended(run)
        assert (row["phase"], row["files"], run.outcome()) == ("done", 1, None)
        assert read_labels() == {bench.boards[0].serial: "きつね-1"}
        again = BenchRun(wish, events.append, room=BenchRoom(bench))
        (row,) = ended(again)
    assert (row["phase"], row["label"]) == ("skipped", "きつね-1")
    assert again.tally().skipped == 1


def test_nothing_plugged_in_is_no_success(tmp_path: Path) -> None:
    with VirtualBench(tmp_path / "bench", []) as bench:
        run = BenchRun(BenchWish(idle_s=0.1), lambda event: None, room=BenchRoom(bench))
        assert ended(run) == []
    outcome = run.outcome()
    assert outcome is not None
    assert outcome.code == "bench_none"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (BenchWish(label="きつね"), "bench_label_pattern"),
        (BenchWish(label="\u202e{n}"), "label_unusable"),
        (BenchWish(labels=("a", "b" * 50)), "label_unusable"),
        (BenchWish(files=Path("nowhere")), "folder_missing"),
        (BenchWish(images=(("x", b"rubbish"),)), "image_unknown"),
        (BenchWish(images=(("x", practice_image("pico")),) * 2), "bench_two_images"),
    ],
)
def test_what_cannot_be_is_said_before_a_board_is_touched(wish: BenchWish, code: str) -> None:
    with pytest.raises(KibakoError) as raised:
        BenchRun(wish, lambda event: None, room=BenchRoom(VirtualBench(Path("no"), [])))
    assert raised.value.code == code
    assert str(raised.value)


def test_troubles_are_read_as_people_write_them() -> None:
    found = parse_troubles("refuses:2@3, never-back", 20)
    assert [(number, fault.name) for number, fault in found] == [(2, "refuses"), (4, "never-back")]
    mixed = parse_troubles("mix", 20)
    assert len({number for number, _ in mixed}) == len(mixed) >= 5
    for wrong in ("refuses@21", "refuses@0", "refuses@x", "sulks"):
        with pytest.raises(KibakoError):
            parse_troubles(wrong, 20)
    assert read_list("a\n\n b \na\n") == ("a", "b")


ROW: dict[str, Any] = {
    "number": 1, "label": "=1+1<b>🦊", "name": "Pico", "serial": "e6", "phase": "done",
    "version": "1.27.0", "files": 2, "tries": 1, "seconds": 8.1,
}  # fmt: skip


def test_the_table_is_one_that_a_spreadsheet_reads_and_does_not_run() -> None:
    problem = {"what": "@SUM(1)", "next": 'a "b", c\nd'}
    rows = [ROW, {**ROW, "phase": "failed", "problem": problem}]
    text = table_text(rows, "2026-01-02 03:04:05", heading=True)
    head, first, second = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == COLUMNS
    assert first[2] == "'=1+1<b>🦊"
    assert second[-2:] == ["'@SUM(1)", 'a "b", c\nd']
    assert "when" not in table_text(rows, "", heading=False)


def test_the_sheet_holds_the_labels_of_what_is_done_and_nothing_else() -> None:
    page = sheet_html([ROW, {**ROW, "label": "x", "phase": "failed"}, {**ROW, "label": ""}])

    class Page(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.tags: set[str] = set()
            self.strong: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.add(tag)
            assert not {"src", "href"} & {name for name, _ in attrs}  # it needs no network

        def handle_data(self, data: str) -> None:
            if self.get_starttag_text() in ("<strong>", '<strong class="long">') and data.strip():
                self.strong.append(data)

    read = Page()
    read.feed(page)
    assert "b" not in read.tags
    assert "=1+1<b>🦊" in read.strong
    assert "x" not in read.strong
    assert "A4" in page
