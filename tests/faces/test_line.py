"""The line mode: plain bytes, clear answers, and a whole step by typing."""

import io
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.line.main import MAX_TYPED
from kibako.line.main import run as run_line
from kibako.line.speaker import MAX_WAITING, Speaker
from kibako.workbench.core import Workbench

from .helpers import HEART, WAIT_S, Record, Wait

KIBAKO = [sys.executable, "-m", "kibako", "--plain"]
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2500-\u259f\u2800-\u28ff]")
FIRST_STEP = [
    "",
    "みる",
    "つけたす",
    "display.show(Image.HEART)",
    ".",
    "うごかす",
    "たしかめる",
    "たすけ",
    "つぎ",
    "おわる",
]


def talk(bench: Workbench, *lines: str) -> list[str]:
    """What is said when these lines come from a pipe."""
    out = io.StringIO()
    assert run_line(bench, io.StringIO("".join(f"{line}\n" for line in lines)), out) == 0
    assert not FORBIDDEN.search(out.getvalue())
    return out.getvalue().splitlines()


def test_the_first_step_by_typing(workbench: Workbench) -> None:
    said = talk(workbench, *FIRST_STEP)
    for wanted in (
        "1: はじめの ひかり。やく 40ぷん。ステップ 0/5。",
        "パック: はじめの ひかり",
        "ステップ 1/5: ハートを ひからせよう",
        "コード: display.show(Image.HEART)",
        "1: from microbit import *",
        "3ぎょう あります。",
        "ひょうじ: ハート",
        "プログラムが おわりました。",
        "5か「つぎ」で つぎの ステップへ いきます。",
        "おわります。プログラムは とってあります。",
    ):
        assert wanted in said, wanted
    assert any(line.startswith("ステップ 2/5") for line in said)
    assert any(line.startswith("できました！") for line in said)


def test_a_word_is_read_once_in_every_mode(workbench: Workbench) -> None:
    said = talk(workbench, "1", "よみかた ふつう", "よむ", "よみかた ふりがな", "よむ")
    assert "ステップ 1/5: ハートを 光らせよう" in said
    assert said.count("ステップ 1/5: ハートを ひからせよう") == 2
    assert not any("(ひか)" in line or "《" in line for line in said)


def test_a_failed_check_is_two_lines(workbench: Workbench) -> None:
    said = talk(workbench, "1", "check")
    assert any(line.startswith("みえたもの: ") for line in said)
    assert any(line.startswith("ほしいもの: ") for line in said)


def test_editing_by_lines(workbench: Workbench) -> None:
    talk(
        workbench,
        "1",
        "かえる 1 a = 1",
        "つけたす",
        "while True:",
        "    b",
        ".",
        "いれる ２ # まえ",
        "けす 3",
        "replace 4",
        "    c",
        "    d",
        ".",
    )
    assert workbench.view.code == "a = 1\n# まえ\nwhile True:\n    c\n    d\n"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("かえる 99 x", "「99」という ぎょうは ありません。 1から"),
        ("けす", "「-」という ぎょうは ありません。"),
        ("うごかし", "「うごかす」ですか。"),
        ("xyzzy", "は わかりません。「たすけ」で"),
        ("ファイル", "ファイルの なまえが ありません。"),
        ("ファイル /nowhere/x.py", "「/nowhere/x.py」は よめません"),
        ("ファイル /", "「/」は よめません"),
        ("ファイル a\x00b", "よめません"),
        ("ステップ 9", "「9」は つかえない"),
        ("99", "「99」という ぎょうは ありません。"),
        ("つぎ", "その ステップは"),
        ("ひらく 1", "「ひらく」は いまは つかえません。"),
        ("おくる あ", "うごいて いません。"),
        ("くわしく", "まちがいの しらせは ありません。"),
        ("x" * (MAX_TYPED + 10), "その ぎょうは ながすぎます。"),
        ("\udc80", "その ぎょうは よめません"),
    ],
)
def test_a_wrong_line_gets_one_clear_answer(workbench: Workbench, line: str, answer: str) -> None:
    before = Path.cwd()
    said = talk(workbench, "1", line, "いま")
    assert [one for one in said if answer in one], said
    assert "この ステップは まだです。" in said
    assert Path.cwd() == before


def test_files_that_cannot_be_a_program(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "large.py").write_bytes(b"#" * 2_000_000)
    (tmp_path / "latin.py").write_bytes(b"\xff\xfe")
    (tmp_path / "日本語.py").write_text(HEART, encoding="utf-8")
    said = talk(
        workbench,
        "1",
        f"ファイル {tmp_path / 'large.py'}",
        f"ファイル {tmp_path / 'latin.py'}",
        f"ファイル {tmp_path / '日本語.py'}",
    )
    assert any("おおきすぎます" in line for line in said)
    assert any("UTF-8の もじでは ありません" in line for line in said)
    assert "3ぎょう よみこみました。" in said
    assert workbench.view.code == HEART


def test_a_mistake_is_one_line_and_more_tells_the_rest(workbench: Workbench) -> None:
    said = talk(workbench, "1", "かえる 1 nothing", "run", "くわしく")
    assert any(re.fullmatch(r"まちがい: 1ぎょうめ。NameError: .*", line) for line in said)
    assert any(line.startswith("Traceback") for line in said)


def test_no_escape_sequence_of_a_program_comes_out(workbench: Workbench) -> None:
    said = talk(workbench, "1", "かえる 1 print('a\\x1b[2Jb\\rc')", "run")
    assert "a\ufffd[2Jb" in said
    assert "c" in said


def test_the_starter_comes_back_only_when_asked_twice(workbench: Workbench) -> None:
    starter = "from microbit import *\n\n"
    talk_lines = ["1", "かえる 1 x", "はじめから", "", "みる 1", "はじめから", "1"]
    said = talk(workbench, *talk_lines)
    assert "1: x" in said
    assert workbench.view.code == starter


class Keyboard(io.StringIO):
    """A terminal; an item that is an exception is raised, as Ctrl-C raises one."""

    def __init__(self, lines: Iterator[str | type[BaseException]]) -> None:
        super().__init__()
        self._lines = lines

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        line = next(self._lines, "")
        if isinstance(line, type):
            raise line
        return line


def test_ctrl_c_stops_a_program_and_else_says_how_to_end(
    workbench: Workbench, record: Record
) -> None:
    def typed() -> Iterator[str | type[BaseException]]:
        yield "1\n"
        yield KeyboardInterrupt
        yield "かえる 1 while print(1) is None: pass\n"
        going = Wait(workbench, "program", "print", "1\n")
        yield "run\n"
        going.now()
        yield KeyboardInterrupt
        yield ""

    out = io.StringIO()
    assert run_line(workbench, Keyboard(typed()), out) == 0
    said = out.getvalue()
    assert "おわるには「おわる」と かいてください。" in said
    assert "プログラムを とめました。" in said
    assert ("program", "end", "stopped") in record.without_time()


def test_a_slow_reader_makes_nobody_wait() -> None:
    gate = threading.Event()

    class Slow(io.StringIO):
        def write(self, text: str, /) -> int:
            assert gate.wait(WAIT_S)
            return super().write(text)

    out = Slow()
    speaker = Speaker(out)
    for number in range(MAX_WAITING * 10):
        speaker.offer(str(number))
    speaker.say("end")
    gate.set()
    speaker.flush(WAIT_S)
    lines = out.getvalue().splitlines()
    speaker.close()
    assert len(lines) <= 2 * MAX_WAITING + 3
    assert "end" in lines
    assert any("とばしました" in line for line in lines)


def test_pictures_that_pass_quickly_are_not_told() -> None:
    now = [0.0]
    out = io.StringIO()
    speaker = Speaker(out, clock=lambda: now[0])
    speaker.settle("display", "one")
    speaker.settle("display", "two")
    speaker.release("end")
    speaker.flush(WAIT_S)
    speaker.close()
    assert out.getvalue().splitlines() == ["two", "end"]


def test_each_thing_that_settles_is_told_once_and_not_when_taken_back() -> None:
    now = [0.0]
    out = io.StringIO()
    speaker = Speaker(out, clock=lambda: now[0])
    for step in range(100):
        speaker.settle("motor", f"{step} %")
    speaker.settle("lamp", "on")
    speaker.settle("sound", "262")
    speaker.settle("sound", "")
    speaker.release("end")
    speaker.settle("lamp", "on")
    speaker.close()
    assert out.getvalue().splitlines() == ["99 %", "on", "end"]


def test_what_the_circuit_does_is_told(tmp_path: Path) -> None:
    bench = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "work")
    code = tmp_path / "car.py"
    code.write_text(
        "from microbit import *\ni2c.write(0x10, bytes([0, 0, 100]))\n"
        "pin8.write_digital(1)\nsleep(400)\n",
        "utf-8",
    )
    try:
        number = next(n for n, p in enumerate(bench.view.packs, 1) if p.id == "polygon-car")
        said = talk(bench, str(number), f"ファイル {code}", "run")
    finally:
        bench.close()
    assert [line for line in said if line.endswith("まわっています。はやさ 39 %")]
    assert [line for line in said if "ひだりの ランプ: ついています" in line]


def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "KIBAKO_HOME": str(tmp_path / "home"),
        "KIBAKO_LANG": "ja",
        "PYTHONIOENCODING": "utf-8",
    }


def test_every_byte_through_a_pipe_is_plain(tmp_path: Path) -> None:
    done = subprocess.run(
        KIBAKO,
        input="".join(f"{line}\n" for line in FIRST_STEP).encode(),
        env=environment(tmp_path),
        capture_output=True,
        timeout=WAIT_S,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    said = done.stdout.decode()
    assert not FORBIDDEN.search(said)
    assert "ひょうじ: ハート" in said


def test_bytes_that_are_no_letters_cost_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        KIBAKO,
        input=b"1\n\xff\xfe\nquit\n",
        env=environment(tmp_path),
        capture_output=True,
        timeout=WAIT_S,
        check=False,
    )
    said = done.stdout.decode()
    assert "その ぎょうは よめません" in said
    assert said.splitlines()[-1] == "おわります。プログラムは とってあります。"


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of POSIX")
def test_every_byte_on_a_terminal_is_plain(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        KIBAKO,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(tmp_path) | {"TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(theirs)
    said, at = b"", 0

    def until(wanted: str) -> None:
        nonlocal said, at
        limit = time.monotonic() + WAIT_S
        while (found := said.find(wanted.encode(), at)) < 0:
            assert select.select([ours], [], [], limit - time.monotonic())[0], said.decode()
            said += os.read(ours, 65536)
        at = found + len(wanted.encode())

    try:
        until("[1]: ")
        os.write(ours, b"\n")
        until("[よむ]: ")
        os.write(ours, "つけたす\n".encode())
        until("3: ")
        os.write(ours, b"display.show(Image.HEART)\n")
        until("4: ")
        os.write(ours, b".\n")
        until("[よむ]: ")
        os.write(ours, b"run\n")
        until("ひょうじ: ハート")
        until("[よむ]: ")
        os.write(ours, b"check\n")
        until("できました")
        until("[よむ]: ")
        os.write(ours, b"quit\n")
        until("とってあります。")
        assert process.wait(WAIT_S) == 0
    finally:
        process.kill()
        process.wait(60)
        os.close(ours)
    text = said.decode().replace("\r\n", "\n")
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
    assert text.count("[よむ]: ") == 4  # after opening, writing, the run and the check: no more


class Interrupted(io.StringIO):
    """Lines that a person breaks off with Ctrl-C where ``^C`` stands."""

    def readline(self, size: int = -1, /) -> str:
        line = super().readline(size)
        if line == "^C\n":
            raise KeyboardInterrupt
        return line


@pytest.mark.parametrize("begin", ["つけたす", "かえる 1", "いれる 1"])
def test_lines_are_kept_when_their_writing_is_broken_off(workbench: Workbench, begin: str) -> None:
    lines = ["1", begin, "# first", "# second", "^C", "みる", "おわる"]
    out = io.StringIO()
    assert run_line(workbench, Interrupted("".join(f"{line}\n" for line in lines)), out) == 0
    code = workbench.view.code
    assert "# first\n# second\n" in code
    assert ("from microbit" in code) == (begin != "かえる 1")


def test_katakana_is_as_good_as_hiragana(workbench: Workbench) -> None:
    said = talk(workbench, "ヒラク", "ミル 1", "すてっぷ 1", "ボタンａ", "オワル")
    assert "1: from microbit import *" in said
    assert not any("わかりません" in line for line in said)


def test_stopping_what_does_not_run_is_answered(workbench: Workbench) -> None:
    assert "プログラムは とまっています。" in talk(workbench, "1", "とめる")


def test_a_wide_bracket_is_named_after_the_mistake(workbench: Workbench) -> None:
    said = talk(workbench, "1", "かえる 2 display.show（1)", "うごかす")
    at = next(i for i, line in enumerate(said) if line.startswith("まちがい: 2ぎょうめ。"))
    assert said[at + 1] == "「（」は ぜんかくの もじです。Pythonには よめません。"
    assert "はんかくの「(」に かえてください。" in said[at + 2]
