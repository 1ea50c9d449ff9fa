"""A program that proves itself: whatever byte is lost, it runs whole or not at all."""

import contextlib
import io

from hypothesis import given
from hypothesis import strategies as st
from kibako.protocol import checked

PROGRAM = b"n = 12\nfor i in range(n):\n    if i != 3:\n        print(i * 10 + 4)\n" * 3


def play(programs: list[bytes]) -> tuple[str, bool]:
    """Run programs as a board would; return what was printed and whether one raised."""
    names: dict[str, object] = {}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for program in programs:
            try:
                exec(program, names)
            except (SyntaxError, NameError, TypeError, KeyError, AttributeError, ValueError):
                return said.getvalue(), True
    return said.getvalue(), False


@given(st.text(max_size=300))
def test_the_whole_program_runs(text: str) -> None:
    source = f"seen = {text!r}\nprint(ascii(seen))\n".encode()
    carriers, last = checked.pieces(source)
    assert play([*carriers, last]) == (f"{text!a}\n", False)


def test_the_program_finds_only_its_own_names() -> None:
    source = b"print(sorted(n for n in globals() if not n.startswith('__')))\n" + b"#" * 200
    carriers, last = checked.pieces(source)
    assert play([*carriers, last]) == ("[]\n", False)


@given(st.data())
def test_a_lost_byte_changes_nothing_unseen(data: st.DataObject) -> None:
    carriers, last = checked.pieces(PROGRAM)
    programs = [*carriers, last]
    wanted, _ = play(programs)
    which = data.draw(st.integers(0, len(programs) - 1))
    at = data.draw(st.integers(0, len(programs[which]) - 1))
    count = data.draw(st.integers(1, 3))
    programs[which] = programs[which][:at] + programs[which][at + count :]
    said, raised = play(programs)
    assert raised or said == wanted or checked.LOST.decode().strip() in said


def test_what_is_a_harmed_piece() -> None:
    outer = b'Traceback (most recent call last):\r\n  File "<stdin>", line 1, in <module>\r\n'
    inner = b'  File "<string>", line 7, in <module>\r\n'
    assert checked.came_in_harmed(checked.LOST, b"")
    assert checked.came_in_harmed(b"", outer + b"NameError: name 'exe' isn't defined\r\n")
    assert checked.came_in_harmed(b"", outer + b"SyntaxError: invalid syntax\r\n")
    assert not checked.came_in_harmed(b"", b"")
    assert not checked.came_in_harmed(b"x\r\n", outer + inner + b"NameError: name 'x'\r\n")
    assert not checked.came_in_harmed(b"", outer + b"MemoryError: \r\n")
    assert not checked.came_in_harmed(b"", outer + b"KeyboardInterrupt: \r\n")


def test_a_traceback_reads_as_if_sent_in_one_go() -> None:
    head = b"Traceback (most recent call last):\r\n"
    board = (
        head + b'  File "<stdin>", line 2, in <module>\r\n  File "<string>", line 7, in f\r\nX: y'
    )
    assert checked.as_sent(board) == head + b'  File "<stdin>", line 7, in f\r\nX: y'


@given(st.lists(st.binary(max_size=8)))
def test_output_is_only_held_back_while_it_may_be_ours(chunks: list[bytes]) -> None:
    held = checked.HeldBack()
    shown = b"".join(held.receive_data(chunk) for chunk in chunks)
    whole = b"".join(chunks)
    assert shown + held.held == whole
    assert checked.LOST.startswith(held.held)
