"""The files, the launcher and the radio of a board: the same events through all three faces."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako import strings
from kibako.cli import bench_verb, open_verb
from kibako.errors import BoardError
from kibako.events import Event
from kibako.line.main import run as run_line
from kibako.virtual.options import VirtualOptions
from kibako.workbench import commands, tool_words
from kibako.workbench.actions import OPEN_BENCH
from kibako.workbench.core import Workbench

from .helpers import WAIT_S, Record, screen_of

LONG = "x = 1\n" * 1400


@pytest.fixture
def stuff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Files to be sent, and a folder to stand in, into which nothing was fetched yet."""
    folder = tmp_path / "はじめ"
    folder.mkdir()
    (folder / "ｍotor.py").write_text(LONG, encoding="utf-8")
    (folder / "b.py").write_text("b = 1\n", encoding="utf-8")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return "../はじめ"


def opened(tmp_path: Path, name: str) -> Workbench:
    """A workbench over a board of its own, which is as fast as it can."""
    return Workbench(
        board=f"virtual:microbit/{name}",
        work_dir=tmp_path / name,
        virtual=VirtualOptions(pace="fast"),
    )


def without_progress(record: Record) -> list[tuple[str, str, object]]:
    """The events, but for how far transfers were: how much comes in one read is chance."""
    found = record.without_time()
    told = [value for source, what, value in found if (source, what) == ("files", "progress")]
    assert len(told) >= 2, "a long file tells how far it is"
    return [each for each in found if each[1] != "progress"]


def by_commands(bench: Workbench, stuff: str) -> None:
    for command in (
        commands.PutFile(f"{stuff}/ｍotor.py"),
        commands.PutFile(f"{stuff}/ｍotor.py"),
        commands.PutFile(f"{stuff}/none.py"),
        commands.GetFile("ｍotor.py"),
        commands.SyncFolder(stuff),
        commands.ListFiles(),
        commands.UseLauncher("status"),
        commands.UseBluetooth("on"),
    ):
        bench.send(command)
        assert bench.wait_idle(WAIT_S)


async def by_screen(bench: Workbench, stuff: str) -> str:
    async with screen_of(bench) as screen:

        async def tool(key: str, argument: str) -> None:
            await screen.press(key)
            await screen.press(*argument, "enter")
            await screen.settle()

        await tool("alt+t", f"{stuff}/ｍotor.py")
        await tool("alt+t", f"{stuff}/ｍotor.py")
        await tool("alt+t", f"{stuff}/none.py")
        await tool("alt+g", "ｍotor.py")
        await tool("alt+y", stuff)
        await screen.press("alt+x")
        await screen.settle()
        said = screen.text
        await tool("alt+v", "")
        await tool("alt+j", "つける")
        await screen.press("alt+g", "enter")  # nothing typed: nothing done
        await screen.press("alt+n")
    assert screen.app.return_value == OPEN_BENCH
    return said


def by_lines(bench: Workbench, stuff: str) -> str:
    lines = (
        f"ボードへ {stuff}/ｍotor.py\nput\n{stuff}/ｍotor.py\nput {stuff}/none.py\n"
        f"get ｍotor.py\nそろえる {stuff}\nいちらん\nlauncher\nむせん つける\nradio up\nベンチ\n"
    )
    out = io.StringIO()
    assert run_line(bench, io.StringIO(lines), out) == OPEN_BENCH
    return out.getvalue()


@pytest.fixture
def expected(tmp_path: Path, stuff: str) -> list[tuple[str, str, object]]:
    bench = opened(tmp_path, "direct")
    record = Record(bench)
    try:
        by_commands(bench, stuff)
    finally:
        bench.close()
    got = tmp_path / "here" / "ｍotor.py"
    assert got.read_text(encoding="utf-8") == LONG
    got.unlink()
    return without_progress(record)


async def test_the_three_faces_come_to_the_same(
    tmp_path: Path, stuff: str, expected: list[tuple[str, str, object]]
) -> None:
    kinds = [f"{source} {what}" for source, what, _ in expected]
    assert kinds == [
        "files put",
        "files put",
        "error raised",
        "files got",
        "files synced",
        "files listed",
        "launcher standing",
        "error raised",
    ]

    screen = opened(tmp_path, "screen")
    on_screen = Record(screen)
    try:
        said = await by_screen(screen, stuff)
    finally:
        screen.close()
    assert without_progress(on_screen) == expected
    assert "b.py" in said

    (tmp_path / "here" / "ｍotor.py").unlink()
    line = opened(tmp_path, "line")
    in_lines = Record(line)
    said = by_lines(line, stuff)
    assert without_progress(in_lines) == expected
    assert "100 パーセント：ｍotor.py" in said
    assert "できる こと：いま, つける, きる" in said
    assert said.rstrip().endswith("ベンチを ひらきます。")


def test_after_the_bench_the_lessons_open_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    answers: Iterator[int] = iter([OPEN_BENCH, 0])

    def lessons(workbench: Workbench, *, plain: bool) -> int:
        opened.append(plain)
        return next(answers)

    def bench(words: list[str]) -> int:
        opened.append(words)
        raise BoardError("bench_none")

    monkeypatch.setattr(open_verb, "_lessons", lessons)
    monkeypatch.setattr(bench_verb, "run", bench)
    assert open_verb.run(["--plain", "--board", "virtual:microbit/again"]) == 0
    assert opened == [True, ["--plain"], True]


EVENTS = (
    Event(0, "files", "listed", []),
    Event(0, "files", "kept", {"path": "a.py", "here": "/k/a.py"}),
    Event(0, "files", "synced", {"written": ["a"], "unchanged": [], "fetched": ["b"]}),
    Event(0, "launcher", "installed", {"moved": True}),
    Event(0, "launcher", "removed", {"program": True}),
    Event(0, "launcher", "removed", {"program": False}),
    Event(0, "launcher", "log", "Traceback\n"),
    Event(0, "launcher", "log", ""),
    Event(
        0,
        "launcher",
        "standing",
        {"installed": True, "current": True, "program_bytes": 3, "has_log": True},
    ),
    *(
        Event(0, "wireless", "standing", {"setting": s, "name": "n", "bluetooth": True, "host": 1})
        for s in ("on", "off", "contest", "absent")
    ),
    Event(0, "doctor", "finding", {"code": "x", "what": "so it is", "next": "do that"}),
    Event(0, "doctor", "well", None),
)


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_each_event_has_its_sentences(lang: str) -> None:
    strings.set_language(lang)
    for event in EVENTS:
        said = list(tool_words.sentences(event, lambda name: f"<{name}>"))
        assert said, event
        assert all(line and "{" not in line for line in said)
