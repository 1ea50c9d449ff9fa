"""Programs run, print, raise, ask and stop the same way on every kind of board."""

import threading

import pytest
from kibako.boards import launcher
from kibako.boards.board import Board, RunResult
from kibako.errors import BoardError
from kibako.protocol.keys import CTRL_D

from .conftest import Rig


def stopped_after(board: Board, source: str, word: bytes) -> RunResult:
    """Run a program and stop it, from another thread, when it has printed a word."""
    seen = bytearray()
    said = threading.Event()
    gone = threading.Event()

    def take(data: bytes) -> None:
        seen.extend(data)
        if word in seen:
            said.set()

    def stop() -> None:
        if said.wait(20):
            board.stop()
        gone.set()

    threading.Thread(target=stop, daemon=True).start()
    result = board.run(source, on_output=take)
    assert gone.wait(20)
    return result


def test_exec(board: Board) -> None:
    assert board.exec("print(6 * 7)") == b"42\r\n"
    assert board.exec("") == b""


def test_exec_raises(board: Board) -> None:
    with pytest.raises(BoardError) as raised:
        board.exec("print(1)\nnothing_here")
    assert raised.value.code == "board_raised"
    assert "NameError" in str(raised.value.fields["message"])


def test_exec_has_a_limit(board: Board) -> None:
    with pytest.raises(BoardError) as raised:
        board.exec("while True: pass", timeout_s=0.5)
    assert raised.value.code == "board_too_slow"
    assert board.exec("print(1)") == b"1\r\n"


def test_run(board: Board) -> None:
    printed: list[bytes] = []
    result = board.run("for i in range(3):\n    print('line', i)\n", on_output=printed.append)
    assert result == RunResult(True, b"line 0\r\nline 1\r\nline 2\r\n", b"", False)
    assert b"".join(printed) == result.output


def test_nothing_is_left_of_the_last_program(board: Board) -> None:
    board.run("left = 1")
    result = board.run("print('left' in globals())")
    assert result.output == b"False\r\n"


def test_windows_line_ends_and_blank_program(board: Board) -> None:
    assert board.run("if True:\r\n    print(1)\r\nprint(2)\r\n").output == b"1\r\n2\r\n"
    assert board.run("") == RunResult(True, b"", b"", False)


def test_japanese(board: Board) -> None:
    text = "こんにちは、木箱 🎌"
    printed: list[bytes] = []
    result = board.run(f"print({text!r})", on_output=printed.append)
    assert result.output.decode() == f"{text}\r\n"
    assert "".join(part.decode() for part in printed) == f"{text}\r\n"


def test_error_names_the_line(board: Board) -> None:
    result = board.run("def f(x):\n    return 1 / x\n\nprint('before')\nf(0)\n")
    assert not result.ok
    assert not result.stopped
    assert result.output == b"before\r\n"
    error = result.error.decode().replace("\r\n", "\n")
    assert error.startswith("Traceback (most recent call last):\n")
    assert 'File "<stdin>", line 5, in <module>' in error
    assert 'File "<stdin>", line 2, in f' in error
    assert error.strip().rsplit("\n", 1)[1].startswith("ZeroDivisionError: ")


def test_syntax_error(board: Board) -> None:
    result = board.run("print('never')\nx = = 1\nprint(1)\n")
    assert not result.ok
    assert result.output == b""
    assert b'File "<stdin>", line 2' in result.error
    assert b"SyntaxError: invalid syntax" in result.error
    assert board.run("print('alive')").output == b"alive\r\n"


def test_stop_a_busy_loop(board: Board) -> None:
    result = stopped_after(board, "print('go')\nwhile True:\n    pass\n", b"go")
    assert (result.ok, result.stopped) == (False, True)
    assert b"KeyboardInterrupt" in result.error
    assert board.run("print('alive')").output == b"alive\r\n"


def test_stop_a_sleep(board: Board) -> None:
    result = stopped_after(board, "import utime\nprint('go')\nutime.sleep_ms(60000)\n", b"go")
    assert (result.ok, result.stopped) == (False, True)
    assert board.run("print('alive')").output == b"alive\r\n"


def test_stop_a_flood(board: Board) -> None:
    result = stopped_after(board, "n = 0\nwhile True:\n    n += 1\n    print(n)\n", b"\n30\r")
    assert result.stopped
    assert board.run("print('alive')").output == b"alive\r\n"


def test_stop_one_that_catches_it_once(board: Board) -> None:
    source = (
        # It says so inside: Ctrl-C may come while a slow board is still printing.
        "try:\n    print('go')\n    while True: pass\n"
        "except KeyboardInterrupt:\n    print('caught')\n"
        "while True: pass\n"
    )
    result = stopped_after(board, source, b"go")
    assert result.stopped
    assert b"caught" in result.output


def test_a_caught_stop_is_a_good_end(board: Board) -> None:
    source = (
        "try:\n    print('go')\n    while True: pass\nexcept KeyboardInterrupt:\n    print('bye')\n"
    )
    result = stopped_after(board, source, b"go")
    assert result.ok
    assert result.output.endswith(b"bye\r\n")


def test_sys_exit(rig: Rig, board: Board) -> None:
    source = "import sys\nprint('bye')\nsys.exit()\nprint('never')\n"
    if rig.outlives_exit:
        result = board.run(source)
        assert result.output == b"bye\r\n"
    else:
        with pytest.raises(BoardError) as raised:
            board.run(source)
        assert raised.value.code == "board_restarted"
    assert board.run("print('alive')").output == b"alive\r\n"


def test_input(rig: Rig, board: Board) -> None:
    answer = "やまだ たろう" if rig.takes_japanese_input else "Taro"
    seen = bytearray()

    def take(data: bytes) -> None:
        seen.extend(data)
        if seen.count(b"? ") == 1 and seen.endswith(b"? "):
            board.send_input(f"{answer}\r".encode())
        elif seen.endswith(b"?? "):
            board.send_input(b"\r")

    source = "a = input('who? ')\nb = input('and?? ')\nprint(repr(b), '<' + a + '>')\n"
    result = board.run(source, on_output=take)
    assert result.ok, result.error
    assert result.output.decode().endswith(f"'' <{answer}>\r\n")
    assert f"who? {answer}\r\nand?? \r\n".encode() in result.output


def test_input_that_comes_too_late_is_no_program(board: Board) -> None:
    done = board.run("print(1)", on_output=lambda _: board.send_input(b"never_asked_for\r"))
    assert done.ok
    assert board.run("print(2)") == RunResult(True, b"2\r\n", b"", False)


def test_big_output(board: Board) -> None:
    result = board.run("for i in range(1500):\n    print(i, 'x' * 10)\n")
    assert result.output == b"".join(b"%d xxxxxxxxxx\r\n" % i for i in range(1500))


def test_big_program(board: Board) -> None:
    """Larger than any buffer on the way; the smallest board holds it."""
    source = "n = 0\n" + "".join(f"n += {i}\n" for i in range(60)) + "#" * 600 + "\nprint(n)\n"
    assert board.run(source).output == b"%d\r\n" % sum(range(60))


def test_memory_runs_out(board: Board) -> None:
    result = board.run("l = []\nwhile True:\n    l.append(bytearray(1000))\n")
    assert b"MemoryError" in result.error
    assert board.run("print('alive')").output == b"alive\r\n"


def test_endless_recursion(board: Board) -> None:
    result = board.run("def f():\n    f()\nf()\n")
    assert b"RuntimeError" in result.error
    assert board.run("print('alive')").output == b"alive\r\n"


def test_the_launcher_keeps_the_error_of_its_program(board: Board) -> None:
    launcher.install(board, b"raise ValueError('mine')\n")
    start_anew(board)
    board._await_text(b"mine", 30)
    board._talk.forget()
    assert "ValueError" in launcher.read_log(board)


def start_anew(board: Board) -> None:
    """Start the board anew, as switching it off and on would, and leave it to itself."""
    board._talk.ready()
    board._talk.leave()
    board._talk.write(CTRL_D)
    board._await_text(b"soft reboot", 30)
    board._talk.forget()
