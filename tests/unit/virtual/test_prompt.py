"""A board at its prompt: what it is, what it imports, what it says when something is wrong."""

from pathlib import Path

import pytest

from .boards import Talk, talk


def test_banner_and_prompt(tmp_path: Path) -> None:
    with talk(tmp_path) as pico:
        answer = pico.type("\x02")
    assert answer.splitlines()[1].startswith("MicroPython v1.27.0-preview")
    assert answer.splitlines()[1].endswith("; Kibako virtual Raspberry Pi Pico with RP2040")
    assert answer.endswith('Type "help()" for more information.\r\n>>> ')


def test_expressions_and_statements(pico: Talk) -> None:
    assert pico.line("1 + 1") == "2"
    assert pico.line("x = 5") == ""
    assert pico.line("x") == "5"
    assert pico.line("print('かきくけこ')") == "かきくけこ"


def test_tracebacks_are_those_of_a_board(pico: Talk) -> None:
    assert pico.line("1/0").splitlines() == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 1, in <module>',
        "ZeroDivisionError: divide by zero",
    ]
    out, error = pico.run("def f():\n    return [1][3]\nprint('a')\nf()\n")
    assert out == "a\n"
    assert error.splitlines() == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 4, in <module>',
        '  File "<stdin>", line 2, in f',
        "IndexError: list index out of range",
    ]
    assert pico.run("x = (\n")[1].splitlines()[1:] == [
        '  File "<stdin>", line 2',
        "SyntaxError: invalid syntax",
    ]


def test_errors_inside_board_code_point_at_the_program(pico: Talk) -> None:
    assert pico.run("import machine\nmachine.Pin(99)\n")[1].splitlines()[:2] == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 2, in <module>',
    ]
    assert "/.f" not in pico.run("import machine\nmachine.Pin(99)\n")[1]


@pytest.mark.parametrize(
    ("profile", "platform", "machine"),
    [
        ("microbit", "microbit", "Kibako virtual micro:bit with nRF52833"),
        ("pico", "rp2", "Kibako virtual Raspberry Pi Pico with RP2040"),
    ],
)
def test_the_board_names_itself(tmp_path: Path, profile: str, platform: str, machine: str) -> None:
    with talk(tmp_path, profile) as board:
        out, error = board.run(
            "import sys, gc\ngc.collect()\n"
            "print(sys.platform, sys.implementation.name, sys.implementation._machine, sep='|')"
        )
    assert error == ""
    assert out == f"{platform}|micropython|{machine}\n"


@pytest.mark.parametrize(
    ("profile", "module", "there"),
    [
        ("pico", "json", True),
        ("pico", "framebuf", True),
        ("pico", "uctypes", True),
        ("pico", "socket", False),
        ("pico", "microbit", False),
        ("pico", "host", False),
        ("pico", "kernel", False),
        ("microbit", "microbit", True),
        ("microbit", "math", True),
        ("microbit", "json", False),
        ("microbit", "framebuf", False),
        ("microbit", "socket", False),
    ],
)
def test_a_board_has_its_own_modules(
    tmp_path: Path, profile: str, module: str, there: bool
) -> None:
    with talk(tmp_path, profile) as board:
        _, error = board.run(f"import {module}")
    assert error.splitlines()[-1:] == (
        [] if there else [f"ImportError: no module named '{module}'"]
    )


def test_own_files_can_be_imported(pico: Talk) -> None:
    pico.run("with open('mine.py', 'w') as f: f.write('def f(): return 1/0\\nx = 7\\n')")
    assert pico.line("import mine; mine.x") == "7"
    assert pico.line("mine.f()").splitlines()[2] == '  File "mine.py", line 1, in f'


def test_completion(pico: Talk) -> None:
    pico.line("import machine")
    pico.board.feed(b"machine.fre\t")
    pico.until(b"machine.freq")
    pico.type("\x03")
    pico.board.feed(b"import mach\t")
    pico.until(b"import machine")
    pico.type("\x03")
    pico.line("longname = {'a': 1}")
    pico.board.feed(b"longn\t")
    pico.until(b"longname")
    pico.board.feed(b".ke\t")
    pico.until(b"keys")


def test_events_tell_what_happened(tmp_path: Path) -> None:
    with talk(tmp_path) as pico:
        pico.run("print('あい', end='')\nprint('う')")
        pico.type("\x04")
        pico.board.reset()
        pico.until(b">>> ")
    told = [(e.source, e.what, e.value) for e in pico.events if e.source in ("board", "stdout")]
    assert told == [
        ("board", "boot", None),
        ("stdout", "text", "あいう\n"),
        ("board", "soft_reset", None),
        ("board", "reset", None),
        ("board", "boot", None),
        ("board", "stopped", None),
    ]


@pytest.mark.parametrize(("profile", "word"), [("microbit", "display"), ("pico", "Pin(14")])
def test_help_is_that_of_the_board(tmp_path: Path, profile: str, word: str) -> None:
    with talk(tmp_path, profile) as board:
        text = board.line("help()")
        assert word in text
        assert "unix" not in text
        names = board.line("help('modules')").split()
        assert {"__main__", "time", "gc"} <= set(names)
        assert "argparse" not in names
        assert ("microbit" in names) == (profile == "microbit")
        assert "append" in board.line("help([])")


@pytest.mark.parametrize("profile", ["microbit", "pico"])
def test_a_module_of_two_names_is_one(tmp_path: Path, profile: str) -> None:
    with talk(tmp_path, profile) as board:
        assert board.line("import utime, time; utime.sleep_ms is time.sleep_ms") == "True"
        assert board.line("import utime; utime is time") == "True"
        if profile == "pico":
            code = "import asyncio, uasyncio\nprint(uasyncio.Lock is asyncio.Lock)\n"
            code += "import random\nrandom.seed(1)\na = random.random()\nrandom.seed(1)\n"
            code += "import urandom\nprint(urandom.random() == a)\n"
            assert board.run(code) == ("True\nTrue\n", "")


def test_packages_import_their_own_modules(pico: Talk) -> None:
    code = "import os\nos.mkdir('p')\nopen('p/__init__.py', 'w').write('from .a import x\\n')\n"
    code += "open('p/a.py', 'w').write('from . import b\\nx = b.y')\n"
    code += "open('p/b.py', 'w').write('y = 5')\nfrom p import x\nprint(x)\n"
    assert pico.run(code) == ("5\n", "")
