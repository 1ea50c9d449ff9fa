"""Programs that no board likes: each ends with a clear word, and the board lives on."""

from pathlib import Path

import pytest
from kibako.virtual.serial import OUTPUT_LIMIT_BYTES

from .boards import Talk, let_it_go_on, talk

PROGRAMS = {
    "recursion": ("def f(): f()\nf()", "RuntimeError: maximum recursion depth exceeded"),
    "heap": ("l = []\nwhile True: l.append(bytearray(1000))", "MemoryError"),
    "one big": ("x = [0] * 100000000", "MemoryError"),
    "string": ("x = 'a'\nwhile True: x += x", "MemoryError"),
    "nul": ("print('a')\n\0", "SyntaxError: invalid syntax"),
    "syntax": ("if", "SyntaxError: invalid syntax"),
    "deep": ("(" * 5000 + ")" * 5000, ""),
    "no utf-8": (b"print('\xff\xfe')", ""),
    "exit": ("import sys\nclass E(BaseException): pass\nraise E('x')", "E: x"),
    "the kernel's calls": ("import _kibako\n_kibako.call('sys.next', '')", "ValueError: sys.next"),
    "the kernel's names": ("import _kibako\nfor n in dir(_kibako): setattr(_kibako, n, None)", ""),
    "builtins": ("import builtins\nbuiltins.input = builtins.dir = builtins.help = None", ""),
    "all modules": ("import sys\nsys.path[:] = []\nsys.modules.clear()", ""),
    "a list of 4 GB": (
        "x = [0] * (1 << 30)",
        "RuntimeError: the board broke and was started again",
    ),
    "interned names": (
        "try:\n for i in range(10 ** 9): exec('def f%d(): pass' % i)\nexcept MemoryError: pass",
        "",
    ),
    "Ctrl-C is a number": ("import micropython\nmicropython.kbd_intr(300)", ""),
    "nonsense call": ("import _kibako\n_kibako.call('sys.sleep', 'x')", "ValueError"),
    "unknown call": ("import _kibako\n_kibako.call('no.such', 'x')", "NotImplementedError"),
}


@pytest.mark.parametrize("profile", ["pico", "microbit"])
@pytest.mark.parametrize(("code", "word"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_it_ends_and_the_board_lives(
    tmp_path: Path, profile: str, code: str | bytes, word: str
) -> None:
    with talk(tmp_path, profile) as board:
        _, error = board.run(code)
        assert word in error
        if word:
            assert error.splitlines()[-1].startswith(word.split(":")[0])
        assert board.line("1 + 1") == "2"
        board.type("\x04")
        assert board.line("1 + 1") == "2"


DEEP = {
    "comparing": "a = b = 0\nfor i in range(3000): a = [a]; b = [b]\na == b",
    "hashing": "t = ()\nfor i in range(4000): t = (t,)\nhash(t)",
}


@pytest.mark.parametrize("code", DEEP.values(), ids=DEEP.keys())
def test_c_code_without_a_check_of_its_stack_is_a_clear_line(pico: Talk, code: str) -> None:
    line = "RuntimeError: the board ran out of stack and was started again\n"
    assert pico.run(code) == ("", line)
    assert pico.run("print('again')")[0] == "again\n"


UNLUCKY = {
    "list": "l = []\n while True: l.append(l[:])",
    "dict": "d = {}\n while True: d[len(d)] = str(d)",
    "string": "s = 'x'\n while True: s += s",
    "objects": "e = None\n while True: e = Exception(e, 'x' * 50)",
    "integer": "x = 1 << 10000000",
    "request": "x = bytearray(1 << 30)",
    "compiling": "exec('x = [' + '1,' * 60000 + ']')",
    "no collection": "import gc\n gc.disable()\n while True: bytearray(100)",
    "frames": "f = lambda n: (bytearray(2000), f(n + 1))\n f(0)",
    "itself": "f = lambda: f()\n f()",
    "attribute": "class A:\n  def __getattr__(s, n): return getattr(s, n + 'x')\n A().x",
    "repr": "class A:\n  def __repr__(s): return repr(s)\n repr(A())",
    "generator": "def g(): yield from g()\n next(g())",
    "sort": "k = lambda x: sorted([1, 2], key=k)\n k(1)",
    "exec": "s = 'exec(s)'\n exec(s)",
    "brackets": "eval('(' * 2000 + ')' * 2000)",
}


@pytest.mark.parametrize("profile", ["microbit-v1", "microbit-v2", "pico", "pico-w"])
def test_out_of_memory_or_depth_can_be_caught_by_every_board(tmp_path: Path, profile: str) -> None:
    with talk(tmp_path, profile, pace="fast") as board:
        for name, code in UNLUCKY.items():
            program = f"E = MemoryError, RuntimeError\ntry:\n {code}\nexcept E: print('caught')\n"
            assert board.run(program) == ("caught\n", ""), name
            board.type("\x04")
            assert board.line("sum(range(10))") == "45"


def test_a_fault_of_ours_is_a_clear_line(pico: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(name: str, payload: str) -> str:
        raise KeyError(name)

    monkeypatch.setattr(pico.board.world, "call", fault)
    error = pico.run("from machine import Pin\nPin(25, Pin.OUT)")[1]
    assert error.startswith("RuntimeError: the board broke and was started again (KeyError(")
    assert pico.line("1 + 1") == "2"


def test_every_call_of_board_code_bears_nonsense(tmp_path: Path) -> None:
    for profile in ("microbit", "pico"):
        with talk(tmp_path / profile, profile, pace="fast") as board:
            names = [*board.board.world._functions, "irq.next", "no.such"]
            # These end the program, or sleep until a pin wakes the board: tests of their own.
            names = [n for n in names if n not in ("chip.boot", "chip.dormant", "chip.reset")]
            assert len(names) > 10
            for payload in ("''", "'-1'", "'9' * 30", "'1 2 3 4 5'", "'0\\0'", "'あ' * 9", "'x y'"):
                for name in names:
                    code = f"import _kibako\ntry: _kibako.call('{name}', {payload})\n"
                    code += "except (ValueError, OSError, RuntimeError, NotImplementedError,"
                    code += " TypeError, OverflowError): pass\n"
                    assert "broke" not in board.run(code)[1], (name, payload)


def test_a_megabyte_of_source(pico: Talk) -> None:
    _, error = pico.run("x = 1\n" * 170_000)
    assert "MemoryError" in error
    assert pico.line("1 + 1") == "2"


def test_a_heap_that_stays_full_still_has_a_prompt(pico: Talk) -> None:
    pico.run("l = []\nwhile True: l.append(bytearray(64))")
    assert pico.line("len(l) > 1000") == "True"
    assert pico.line("l = None") == ""
    assert pico.run("x = bytearray(50000)\nprint(len(x))")[0] == "50000\n"


def test_a_flood_of_output_waits_for_its_reader(pico: Talk) -> None:
    pico.begin("i = 0\nwhile True:\n print(i)\n i += 1\n")
    pico.until(b"1000\r\n")
    let_it_go_on(0.2)
    assert len(pico.board.serial._output) <= 2 * OUTPUT_LIMIT_BYTES
    pico.board.feed(b"\x03")
    assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "


def test_a_flood_that_nobody_reads_is_forgotten(tmp_path: Path) -> None:
    from kibako.virtual.board import VirtualBoard

    (tmp_path / "flash").mkdir()
    (tmp_path / "flash" / "main.py").write_text("for i in range(60000): print(i)\n")
    with VirtualBoard("pico", flash_dir=tmp_path / "flash") as board:
        assert board.wait_idle(20)
        assert len(board.serial._output) <= OUTPUT_LIMIT_BYTES
        assert board.drain().endswith(b">>> ")


def test_one_print_larger_than_every_buffer(pico: Talk) -> None:
    pico.begin("print('x' * 100, end='')\nfor i in range(50): print('y' * 4000, end='')\n")
    out, error = pico.end()
    assert (len(out), error) == (200_100, "")
