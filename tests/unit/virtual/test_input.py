"""What a program reads: ``input()``, ``sys.stdin``, and waiting for it."""

import threading
from pathlib import Path

from .boards import Talk, talk


def test_input_with_japanese_and_editing(pico: Talk) -> None:
    pico.begin("print('こんにちは、' + input('なまえは？ ') + '！')")
    pico.until("なまえは？ ".encode())
    name = "たろう".encode()
    pico.board.feed("はな\x7f\x7f".encode() + name[:2])  # a character in two pieces
    pico.board.feed(name[2:] + b"\r")
    assert pico.end()[0].endswith("\nこんにちは、たろう！\n")


def test_input_at_the_prompt(pico: Talk) -> None:
    pico.board.feed(b"x = input('? ')\r")
    pico.until(b"? ")
    assert pico.type("abc\r").endswith("abc\r\n>>> ")
    assert pico.line("x") == "'abc'"


def test_ctrl_d_is_the_end_of_input(pico: Talk) -> None:
    pico.begin("try:\n input('? ')\nexcept EOFError: print('end')")
    pico.until(b"? ")
    pico.board.feed(b"\x04")
    assert pico.end()[0].endswith("end\n")


def test_what_was_typed_ahead_is_not_lost(pico: Talk) -> None:
    pico.board.feed(b"a = input()\rone\rb = input()\rtwo\ra, b\r")
    pico.until(b"('one', 'two')\r\n>>> ")


def test_stdin_and_its_buffer(pico: Talk) -> None:
    pico.begin(
        "import sys\nprint(repr(sys.stdin.read(3)), repr(sys.stdin.readline()))\n"
        "print(sys.stdin.buffer.read(4))\n"
    )
    pico.board.feed("あ\ri".encode() + b"jk\r" + b"\r\n\x00\xff")
    assert pico.end() == ("'\\u3042\\ni' 'jk\\n'\nb'\\r\\n\\x00\\xff'\n", "")


def test_stdout_buffer_is_raw(pico: Talk) -> None:
    pico.begin("import sys\nsys.stdout.write('a\\n')\nsys.stdout.buffer.write(b'b\\n\\xff')\n")
    assert pico.until(b"\x04") == b"a\r\nb\n\xff\x04"


def test_poll(pico: Talk) -> None:
    pico.begin(
        "import select, sys\np = select.poll()\np.register(sys.stdin.buffer, select.POLLIN)\n"
        "print(p.poll(10))\nprint('ready')\nprint(len(p.poll(60000)), sys.stdin.buffer.read(1))\n"
    )
    pico.until(b"[]\r\nready\r\n")
    pico.board.feed(b"x")
    assert pico.end() == ("1 b'x'\n", "")


def test_interrupts_are_handled_while_it_waits(tmp_path: Path) -> None:
    with talk(tmp_path) as pico:
        pico.begin(
            "from machine import Pin\n"
            "Pin(14, Pin.IN, Pin.PULL_UP).irq(lambda pin: print('irq'), Pin.IRQ_FALLING)\n"
            "print('set')\nprint(input('? '))\n"
        )
        pico.until(b"? ")
        pico.board.world.press("GP14")
        pico.until(b"irq\r\n")
        pico.board.feed(b"go\r")
        assert pico.end()[0].endswith("go\n")


def test_interrupts_are_handled_in_a_busy_loop_and_at_the_prompt(tmp_path: Path) -> None:
    with talk(tmp_path) as pico:
        pico.begin(
            "from machine import Pin\nn = 0\ndef f(pin):\n global n\n n += 1\n print('irq', n)\n"
            "p = Pin(14, Pin.IN, Pin.PULL_UP)\np.irq(f, Pin.IRQ_FALLING)\n"
            "print('set')\nwhile n < 2: pass\n"
        )
        pico.until(b"set\r\n")
        pico.board.world.press("GP14")
        pico.until(b"irq 1\r\n")
        pico.board.world.release("GP14")
        pico.board.world.press("GP14")
        assert pico.end() == ("irq 2\n", "")
        pico.board.world.release("GP14")
        pico.board.world.press("GP14")
        pico.until(b"irq 3\r\n")


def test_two_threads_feed(pico: Talk) -> None:
    pico.begin("import sys\nx = sys.stdin.read(40000)\nprint(x.count('a'), x.count('b'))\n")
    threads = [threading.Thread(target=pico.board.feed, args=(c * 20000,)) for c in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert pico.end() == ("20000 20000\n", "")
