"""The terminal of the virtual board against what a MicroPython board answers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.virtual.repl import terminal as terminal_module
from kibako.virtual.repl.actions import Action, Complete, Execute, Send, SoftReset, Step
from kibako.virtual.repl.terminal import CODE_LIMIT_BYTES, Terminal

BANNER = 'MicroPython v9; Test board\nType "help()" for more information.'
SHOWN = b'MicroPython v9; Test board\r\nType "help()" for more information.\r\n'
RAW = b"raw REPL; CTRL-B to exit\r\n>"


def at_prompt() -> Terminal:
    terminal = Terminal(banner=BANNER)
    assert terminal.booted() == [Send(SHOWN + b">>> ")]
    return terminal


def in_raw() -> Terminal:
    terminal = at_prompt()
    assert terminal.receive(b"\x01") == Step((Send(b"\r\n" + RAW),))
    return terminal


def test_nothing_is_consumed_before_the_board_is_up() -> None:
    assert Terminal(banner=BANNER).receive(b"print(1)\r") == Step((), b"print(1)\r")


def test_one_statement_is_run_and_the_rest_is_left() -> None:
    terminal = at_prompt()
    step = terminal.receive(b"1+1\rnext")
    assert step == Step((Send(b"1+1\r\n"), Execute(b"1+1", "single")), b"next")
    assert terminal.waiting == "execute"
    assert terminal.receive(b"next") == Step((), b"next")
    assert terminal.executed() == [Send(b">>> ")]


def test_an_error_is_printed_before_the_prompt() -> None:
    terminal = at_prompt()
    terminal.receive(b"x\r")
    assert terminal.executed(b"Traceback:\n  e\r\n") == [Send(b"Traceback:\r\n  e\r\n>>> ")]


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (b"\r", b"\r\n>>> "),
        (b"   \r", b"   \r\n>>> "),
        (b"\x03", b"\r\n>>> "),
        (b"abc\x03", b"abc\r\n>>> "),
        (b"\x02", b"\r\n" + SHOWN + b">>> "),
        (b"\x01", b"\r\n" + RAW),
        (b"\x05", b"\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== "),
        (b"if 1:\r\x03", b"if 1:\r\n...     \r\n>>> "),
    ],
)
def test_control_keys(key: bytes, answer: bytes) -> None:
    assert at_prompt().receive(key) == Step((Send(answer),))


def test_soft_reset_at_the_prompt() -> None:
    terminal = at_prompt()
    step = terminal.receive(b"\x04abc")
    assert step == Step((Send(b"\r\nMPY: soft reboot\r\n"), SoftReset()), b"abc")
    assert not terminal.raw
    assert terminal.booted() == [Send(SHOWN + b">>> ")]


def test_control_d_ends_a_statement() -> None:
    terminal = at_prompt()
    terminal.receive(b"if 1:\r\x7f")
    assert terminal.receive(b"\x04").actions[-1] == Execute(b"if 1:", "single")


def run(keys: str) -> tuple[bytes, bytes]:
    """Type keys up to the program, and return what was shown and what is run."""
    sent, execute = at_prompt().receive(keys.encode()).actions
    assert isinstance(sent, Send)
    assert isinstance(execute, Execute)
    return sent.data, execute.code


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("for i in x:\rf(i)\r\x7f\r", "for i in x:\n    f(i)\n"),
        ("for i in x:\r\rf(i)\r\r\r\r", "for i in x:\n    \n    f(i)\n    \n    \n"),
        # Pasted code brings its own indentation.
        ("for i in x:\r    f(i)\r    g()\r\r", "for i in x:\n    f(i)\n    g()\n"),
        ("def f():\r\tg()\r\r", "def f():\n    g()\n"),
        ("x = (1,\r2)\r", "x = (1,\n2)"),
        ("x = [1,\r{2: 3}\r]\r", "x = [1,\n{2: 3}\n]"),
        ("x = '''a\rb'''\r", "x = '''a\nb'''"),
        ('x = """it\'s\r"""\r', 'x = """it\'s\n"""'),
        ("x = 'it\\'s (' + '\\\\'\r", "x = 'it\\'s (' + '\\\\'"),
        ("x = 1 + \\\r2\r", "x = 1 + \\\n2"),
        ("x = 'un(closed\r", "x = 'un(closed"),
        ("iffy = 1\r", "iffy = 1"),
        ("x = 'あ🍣'\r", "x = 'あ🍣'"),
    ],
)
def test_when_a_statement_is_over(keys: str, code: str) -> None:
    assert run(keys)[1].decode() == code


def test_the_screen_of_an_indented_statement() -> None:
    shown, _ = run("while 1:\rif 2:\r3\r\x7f\x7f\r")
    assert shown.decode() == (
        "while 1:\r\n...     if 2:\r\n...         3\r\n...         \b\b\b\b\x1b[K\b\b\b\b\x1b[K\r\n"
    )


def test_history_survives_a_statement_but_not_a_soft_reset() -> None:
    terminal = at_prompt()
    terminal.receive(b"one\r")
    terminal.executed()
    assert terminal.receive(b"\x1b[A") == Step((Send(b"one"),))
    terminal.receive(b"\x03\x04")
    terminal.booted()
    assert terminal.receive(b"\x1b[A") == Step(())


@pytest.mark.parametrize(
    ("typed", "complete", "names", "answer"),
    [
        (b"mach", Complete("mach"), ["machine"], b"ine"),
        (b"x = machine.P", Complete("machine.P"), ["PWM", "Pin"], b"\r\nPWM             Pin\r\n"),
        (b"Pin.IR", Complete("Pin.IR"), ["IRQ_FALLING", "IRQ_RISING"], b"Q_"),
        (b"nosuch", Complete("nosuch"), [], None),
        (b"imp", Complete("imp"), [], b"ort "),
        (b"import ma", Complete("ma", "module"), ["machine"], b"chine"),
        (b"from mi", Complete("mi", "module"), ["microbit"], b"crobit"),
        (b"\xe3\x81\x8b", Complete("か"), ["かず"], "ず".encode()),
    ],
)
def test_tab(typed: bytes, complete: Complete, names: list[str], answer: bytes | None) -> None:
    terminal = at_prompt()
    step = terminal.receive(typed + b"\tafter")
    assert step == Step((Send(typed), complete), b"after")
    if answer is not None and answer.startswith(b"\r\n"):
        answer += b">>> " + typed
    assert terminal.completions(names) == ([] if answer is None else [Send(answer)])
    assert terminal.waiting is None


def test_many_candidates_come_in_columns() -> None:
    terminal = at_prompt()
    terminal.receive(b"a\t")
    names = ["a" + "b" * n for n in range(0, 20, 3)]
    names = [*names, "ac"]
    (sent,) = terminal.completions(names)
    assert isinstance(sent, Send)
    lines = sent.data.decode().split("\r\n")
    assert lines[0] == ""
    assert lines[-1] == ">>> a"
    assert " ".join(lines[1:-1]).split() == names
    assert all(len(line) <= 64 for line in lines)


def test_paste_mode() -> None:
    terminal = at_prompt()
    terminal.receive(b"\x05")
    step = terminal.receive("if 1:\r\n  print('あ')\r".encode() + b"\x04rest")
    assert step == Step(
        (
            Send("if 1:\r\n===   print('あ')\r\n=== \r\n".encode()),
            Execute("if 1:\n  print('あ')\n".encode(), "paste"),
        ),
        b"rest",
    )
    assert terminal.executed() == [Send(b">>> ")]


def test_paste_mode_is_cancelled() -> None:
    assert at_prompt().receive(b"\x05x\x03").actions[-1] == Send(
        b"\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== x\r\n>>> "
    )


def test_raw_repl() -> None:
    terminal = in_raw()
    assert terminal.raw
    assert terminal.receive(b"forget\x03print(1)\x04x") == Step(
        (Send(b"OK"), Execute(b"print(1)", "raw")), b"x"
    )
    assert terminal.executed(b"Bad: \n") == [Send(b"\x04Bad: \r\n\x04>")]
    assert terminal.receive(b"\x01") == Step((Send(RAW),))
    assert terminal.receive(b"abc\x02") == Step((Send(b"\r\n" + SHOWN + b">>> "),))
    assert not terminal.raw


def test_soft_reset_in_the_raw_repl() -> None:
    terminal = in_raw()
    assert terminal.receive(b"\x04") == Step((Send(b"OK\r\nMPY: soft reboot\r\n"), SoftReset()))
    assert terminal.raw
    assert terminal.booted() == [Send(RAW)]


def test_a_program_resets_the_board() -> None:
    terminal = in_raw()
    terminal.receive(b"raise SystemExit\x04")
    assert terminal.executed(soft_reset=True) == [
        Send(b"\x04\x04MPY: soft reboot\r\n"),
        SoftReset(),
    ]


def test_the_reset_button_leaves_the_raw_repl() -> None:
    terminal = in_raw()
    terminal.receive(b"print(1)\x04")
    terminal.hard_reset()
    assert terminal.booted() == [Send(SHOWN + b">>> ")]


def test_raw_paste_with_flow_control() -> None:
    terminal = in_raw()
    assert terminal.receive(b"\x05A\x01") == Step((Send(b"R\x01\x80\x00\x01"),))
    assert terminal.receive(b"#" * 127) == Step(())
    assert terminal.receive(b"#") == Step((Send(b"\x01"),))
    assert terminal.receive(b"#" * 256) == Step((Send(b"\x01\x01"),))
    assert terminal.receive(b"\x04in") == Step((Send(b"\x04"), Execute(b"#" * 384, "raw")), b"in")
    assert terminal.executed() == [Send(b"\x04\x04>")]
    assert terminal.receive(b"1\x04").actions[-1] == Execute(b"1", "raw")


def test_raw_paste_is_cancelled() -> None:
    terminal = in_raw()
    terminal.receive(b"\x05A\x01abc")
    assert terminal.receive(b"\x03") == Step((Send(b"\x04\x04KeyboardInterrupt: \r\n\x04>"),))


def test_an_unknown_raw_command_is_refused() -> None:
    assert in_raw().receive(b"\x05Z\x01") == Step((Send(b"R\x00>"),))


@pytest.mark.parametrize("begin", [b"", b"\x05A\x01", b"\x02\x05"])
def test_a_program_has_a_size_limit(begin: bytes) -> None:
    terminal = in_raw()
    terminal.receive(begin)
    piece = b"#" * 65536
    for _ in range(2 * CODE_LIMIT_BYTES // len(piece)):
        terminal.receive(piece)
    (sent,) = terminal.receive(b"\x04").actions
    assert isinstance(sent, Send)
    assert b"MemoryError: program is larger than 1048576 bytes" in sent.data
    assert terminal.waiting is None
    assert len(terminal._code) == 0


def drive(chunks: list[bytes]) -> list[Action]:
    """Give chunks to a terminal, answer what it asks, and join what it sends."""
    terminal = Terminal(banner="B", window_bytes=4)
    done = terminal.booted()
    runs = 0
    rest = b""
    for chunk in chunks:
        rest += chunk
        while True:
            step = terminal.receive(rest)
            rest = step.rest
            done.extend(step.actions)
            if terminal.waiting == "execute":
                runs += 1
                done.extend(terminal.executed(b"E\n" if runs % 2 else b""))
            elif terminal.waiting == "complete":
                done.extend(terminal.completions(["ab", "abc", "b"]))
            elif terminal.waiting == "boot":
                done.extend(terminal.booted())
            else:
                break
        assert rest == b""
    joined: list[Action] = []
    for action in done:
        if isinstance(action, Send) and joined and isinstance(joined[-1], Send):
            joined[-1] = Send(joined[-1].data + action.data)
        else:
            joined.append(action)
    return joined


KEYS = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x05A\x01", b"\r", b"\r\n"]),
    st.sampled_from([b"if a:", b"(", b"'''", b"\t", b"a", b"\x1b[A", b"\x1b[D", b"\x7f", b"    "]),
    st.text(max_size=3).map(str.encode),
)


@given(st.lists(KEYS, max_size=30).map(b"".join), st.data())
def test_chunks_do_not_matter(data: bytes, draw: st.DataObject) -> None:
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=8)))
    edges = [0, *cuts, len(data)]
    chunks = [data[a:b] for a, b in pairwise(edges)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal_module, "CODE_LIMIT_BYTES", 20)
        assert drive(chunks) == drive([data])
