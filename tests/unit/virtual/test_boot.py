"""boot.py, main.py, soft reset, the reset button, and who owns a board's files."""

from pathlib import Path

import pytest
from kibako.errors import LinkBusy, LinkError, LinkLost, UsageError
from kibako.processes import this_process
from kibako.virtual.board import VirtualBoard
from kibako.virtual.jobs import Job

from .boards import Talk, let_burst_pass, talk, wait_for


def write(folder: Path, name: str, text: str) -> None:
    (folder / "flash").mkdir(exist_ok=True)
    (folder / "flash" / name).write_text(text, encoding="utf-8")


def test_boot_and_main_run_before_the_prompt(tmp_path: Path) -> None:
    write(tmp_path, "boot.py", "print('boot')\nx = 1\n")
    write(tmp_path, "main.py", "print('main', x)\ny = 2\n")
    with VirtualBoard("pico", flash_dir=tmp_path / "flash") as board:
        board.wait_idle(5)
        said = Talk(board, []).until(b">>> ").decode()
        assert said.startswith("boot\r\nmain 1\r\nMicroPython")
        assert Talk(board, []).line("x, y") == "(1, 2)"


def test_soft_reset_runs_them_again(tmp_path: Path) -> None:
    write(tmp_path, "main.py", "print('main', 'x' in globals())\n")
    with talk(tmp_path, boot=True) as pico:
        pico.line("x = 1")
        said = pico.type("\x04")
    assert said.startswith("\r\nMPY: soft reboot\r\nmain False\r\nMicroPython")


def test_soft_reset_in_the_raw_repl_runs_boot_only(tmp_path: Path) -> None:
    write(tmp_path, "boot.py", "print('boot')\n")
    write(tmp_path, "main.py", "print('main')\n")
    with talk(tmp_path, boot=True) as pico:
        pico.board.feed(b"\x01")
        pico.until(b"exit\r\n>")
        pico.board.feed(b"\x04")
        said = pico.until(b"exit\r\n>")
    assert said == b"OK\r\nMPY: soft reboot\r\nboot\r\nraw REPL; CTRL-B to exit\r\n>"


def test_an_error_in_main_is_shown(tmp_path: Path) -> None:
    write(tmp_path, "main.py", "print('a')\n1/0\n")
    with VirtualBoard("pico", flash_dir=tmp_path / "flash") as board:
        said = Talk(board, []).until(b">>> ").decode().replace("\r\n", "\n")
    assert said.startswith(
        'a\nTraceback (most recent call last):\n  File "main.py", line 2, in <module>\n'
        "ZeroDivisionError: divide by zero\nMicroPython"
    )


def test_main_that_never_ends_is_stopped_by_ctrl_c(tmp_path: Path) -> None:
    write(tmp_path, "main.py", "while True: pass\n")
    with VirtualBoard("pico", flash_dir=tmp_path / "flash") as board:
        assert board.state == "running"
        board.interrupt()
        said = Talk(board, []).until(b">>> ").decode()
        assert "KeyboardInterrupt" in said
        assert "MicroPython" in said


def test_main_that_swallows_ctrl_c_is_cut_and_not_run_again(tmp_path: Path) -> None:
    write(
        tmp_path,
        "main.py",
        "print('begin')\nwhile True:\n try:\n  while True: pass\n"
        " except KeyboardInterrupt: print('no')\n",
    )
    with VirtualBoard("pico", flash_dir=tmp_path / "flash") as board:
        pico = Talk(board, [])
        pico.until(b"begin")
        board.interrupt()
        pico.until(b"no\r\n")
        let_burst_pass()
        board.interrupt()
        said = pico.until(b">>> ").decode()
        assert "started again" in said
        assert pico.line("1 + 1") == "2"


def test_exit_resets(pico: Talk) -> None:
    said = pico.type("import sys; x = 1; sys.exit()\r")
    assert "MPY: soft reboot" in said
    assert "NameError" in pico.line("x")


def test_machine_reset_and_the_button(pico: Talk) -> None:
    pico.line("x = 1")
    pico.type("import machine; machine.reset()\r")
    assert "NameError" in pico.line("x")
    pico.line("x = 1")
    pico.board.reset()
    pico.until(b">>> ")
    assert "NameError" in pico.line("x")


def test_a_storm_of_resets(pico: Talk) -> None:
    for _ in range(30):
        pico.board.reset()
        pico.board.feed(b"\x03\x04")
    wait_for(lambda: pico.board.state == "idle")
    pico.board.drain()
    assert pico.line("1 + 1") == "2"


def test_a_program_that_was_read_and_has_not_begun_counts_as_running(
    pico: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a check that asks at that moment takes the program for one that is over."""
    assert pico.board._machine is not None
    jobs = pico.board._machine._jobs
    take = jobs.next
    states: list[str] = []

    def look() -> Job | None:
        job = take()
        if job is not None:
            states.append(pico.board.state)
        return job

    monkeypatch.setattr(jobs, "next", look)
    assert pico.run("print(1)") == ("1\n", "")
    assert states
    assert set(states) == {"running"}


def test_files_are_kept_and_locked(tmp_path: Path) -> None:
    with talk(tmp_path) as first:
        first.run("open('a', 'w').write('あ')")
        second = VirtualBoard("pico", flash_dir=tmp_path / "flash")
        with pytest.raises(LinkError) as busy:
            second.start()
        assert busy.value.code == "link_busy"
        assert busy.value.fields["owner"] == this_process().name
        second.close()
    with talk(tmp_path) as third:
        assert third.line("open('a').read() == 'あ'") == "True"


@pytest.mark.parametrize("said", [b"", b"4711\n", b"4711 \x1b[2J\n", b"who knows\n", b"\xff" * 999])
def test_a_lock_that_names_nobody_still_locks(tmp_path: Path, said: bytes) -> None:
    with talk(tmp_path):
        (tmp_path / "flash.lock").write_bytes(said)
        second = VirtualBoard("pico", flash_dir=tmp_path / "flash")
        with pytest.raises(LinkBusy) as busy:
            second.start()
        assert busy.value.code == "link_busy_unnamed"
        assert busy.value.what
        second.close()


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "flash").write_text("a file")
    board = VirtualBoard("pico", flash_dir=tmp_path / "flash")
    with pytest.raises(LinkError) as unusable:
        board.start()
    assert unusable.value.code == "flash_unusable"
    assert str(tmp_path) in str(unusable.value)


def test_an_unknown_board(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as unknown:
        VirtualBoard("piko", flash_dir=tmp_path)
    assert "pico" in str(unknown.value)


def test_a_closed_board_says_so(tmp_path: Path) -> None:
    with talk(tmp_path) as pico:
        pass
    pico.board.close()
    assert pico.board.state == "closed"
    assert pico.board.wait_idle(1)
    with pytest.raises(LinkLost):
        pico.board.feed(b"x")
    with pytest.raises(LinkLost):
        while True:
            pico.board.read(100, 1)
