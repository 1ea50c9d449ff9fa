"""The raw REPL session: bytes in, events out, whatever the chunks and whatever the bytes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import LocalProtocolError, RemoteProtocolError
from kibako.protocol.events import Ended, Output, ProtocolEvent, RawReady, Restarted, Started
from kibako.protocol.keys import RESTART_MARK
from kibako.protocol.rawrepl import HANDSHAKE_S, STEP_S, RawPaste, RawRepl
from kibako.protocol.rawstates import State

BANNER = b"raw REPL; CTRL-B to exit\r\n>"
TEXT = st.binary(max_size=60).map(lambda data: data.replace(b"\x04", b""))


def entered(raw_paste: RawPaste = "ask") -> RawRepl:
    session = RawRepl(raw_paste, chunk_bytes=16, chunk_pause_s=0.01)
    session.enter(0.0)
    assert session.bytes_to_send(0.0) == b"\x01"
    assert session.receive_data(b"\r\n" + BANNER, 0.0) == [RawReady()]
    return session


def sent_whole(session: RawRepl) -> bytes:
    """Let the session send until it waits for the board, time passing as it asks."""
    out = b""
    now = 1.0
    for _ in range(1000):
        part = session.bytes_to_send(now)
        out += part
        if not part and session.state is not State.SENDING:
            return out
        now += 0.01
    raise AssertionError("sends for ever")


def joined(events: list[ProtocolEvent]) -> list[ProtocolEvent]:
    """Join neighbouring outputs: where they are cut says nothing."""
    result: list[ProtocolEvent] = []
    for event in events:
        if isinstance(event, Output) and result and isinstance(result[-1], Output):
            result[-1] = Output(result[-1].data + event.data)
        else:
            result.append(event)
    return result


def test_plain_program_goes_out_in_paced_chunks() -> None:
    session = entered("no")
    session.run(b"print('0123456789abcdef')", 1.0)
    assert session.bytes_to_send(1.0) == b"print('012345678"
    assert session.bytes_to_send(1.0) == b""
    wake = session.wake_at(1.0)
    assert wake == pytest.approx(1.01)
    assert session.bytes_to_send(1.011) == b"9abcdef')\x04"
    assert session.state is State.AWAITING_OK
    events = session.receive_data(b"OKhello\r\n\x04\x04>", 1.1)
    assert events == [Started(False), Output(b"hello\r\n"), Ended(b""), RawReady()]


def test_raw_paste_keeps_to_the_window() -> None:
    session = entered()
    session.run(b"x" * 70, 1.0)
    assert session.bytes_to_send(1.0) == b"\x05A\x01"
    session.receive_data(b"R\x01\x20\x00", 1.0)
    assert session.bytes_to_send(1.0) == b"x" * 32
    assert session.bytes_to_send(1.0) == b""
    session.receive_data(b"\x01", 1.0)
    assert session.bytes_to_send(1.0) == b"x" * 32
    session.receive_data(b"\x01", 1.0)
    assert session.bytes_to_send(1.0) == b"x" * 6 + b"\x04"
    assert session.receive_data(b"\x01\x04", 1.0) == [Started(True)]
    assert session.raw_paste == "yes"


def test_raw_paste_ended_by_the_board() -> None:
    """The board met a syntax error, or has no memory left: it wants no more of the program."""
    session = entered("yes")
    session.run(b"x" * 70, 1.0)
    session.bytes_to_send(1.0)
    session.receive_data(b"R\x01\x20\x00", 1.0)
    session.bytes_to_send(1.0)
    assert session.receive_data(b"\x04", 1.0) == [Started(True)]
    assert session.bytes_to_send(1.0) == b"\x04"
    events = session.receive_data(b"\x04SyntaxError\r\n\x04>", 1.0)
    assert events == [Ended(b"SyntaxError\r\n"), RawReady()]


@pytest.mark.parametrize("answer", [BANNER, b"R\x00"])
def test_a_board_without_raw_paste(answer: bytes) -> None:
    session = entered("ask")
    session.run(b"pass", 1.0)
    session.bytes_to_send(1.0)
    session.receive_data(answer, 1.0)
    assert sent_whole(session) == b"pass\x04"
    assert session.raw_paste == "no"


@pytest.mark.parametrize("cut", range(1, len(BANNER) + 2))
def test_a_late_banner_is_no_answer(cut: int) -> None:
    session = entered("ask")
    session.run(b"pass", 1.0)
    session.bytes_to_send(1.0)
    late = b"\r\n" + BANNER
    session.receive_data(late[:cut], 1.0)
    session.receive_data(late[cut:] + b"R\x01\x20\x00", 1.0)
    assert session.bytes_to_send(1.0) == b"pass\x04"


def test_sys_exit_makes_the_board_start_anew() -> None:
    session = entered("no")
    session.run(b"raise SystemExit", 1.0)
    sent_whole(session)
    events = session.receive_data(b"OK\x04\x04\r\nMPY: soft reboot\r\n" + BANNER, 2.0)
    assert events == [Started(False), Ended(b""), RawReady()]


def test_an_empty_program_is_no_soft_reset() -> None:
    session = entered("no")
    session.run(b"", 1.0)
    assert sent_whole(session) == b"\n\x04"


def test_reset_in_a_program_is_noticed() -> None:
    session = entered("no")
    session.run(b"reset()", 1.0)
    sent_whole(session)
    assert session.receive_data(b"OK", 2.0) == [Started(False)]
    banner = b"MicroPython v1.9.2\r\n" + RESTART_MARK
    assert session.receive_data(banner, 2.0) == [Output(banner)]
    wake = session.wake_at(2.0)
    assert wake is not None
    assert session.receive_data(b"", wake) == [Restarted()]
    with pytest.raises(LocalProtocolError):
        session.receive_data(b"", wake)


def test_printing_the_banner_is_no_restart() -> None:
    session = entered("no")
    session.run(b"print(...)", 1.0)
    sent_whole(session)
    session.receive_data(b"OK" + RESTART_MARK, 2.0)
    assert session.receive_data(b"more", 2.1) == [Output(b"more")]
    assert session.receive_data(b"", 9.0) == []


def test_soft_reset() -> None:
    session = entered()
    session.soft_reset(1.0)
    assert session.bytes_to_send(1.0) == b"\x04"
    events = session.receive_data(b"OK\r\nMPY: soft reboot\r\n" + BANNER, 1.0)
    assert events == [RawReady()]


def test_wrong_order_is_our_fault() -> None:
    session = RawRepl()
    for act in (session.run, session.soft_reset, session.leave):
        with pytest.raises(LocalProtocolError) as raised:
            act(*((b"x", 0.0) if act == session.run else (0.0,)))
        assert raised.value.code == "wrong_state"


@pytest.mark.parametrize("byte", [1, 2, 3, 4, 5])
def test_control_bytes_cannot_be_sent(byte: int) -> None:
    with pytest.raises(LocalProtocolError) as raised:
        entered().run(b"print('" + bytes([byte]) + b"')", 1.0)
    assert raised.value.code == "program_control_byte"
    assert f"0x0{byte}" in str(raised.value)


def test_no_wait_is_endless() -> None:
    """In every state where the board has to answer, its silence ends in an error."""
    session = entered("ask")
    session.run(b"x" * 70, 1.0)
    assert session.state is State.ASKING
    assert session.receive_data(b"", 1.0 + HANDSHAKE_S / 2) == []
    with pytest.raises(RemoteProtocolError) as raised:
        session.receive_data(b"", 1.0 + HANDSHAKE_S)
    assert raised.value.code == "board_no_answer"


ANSWERS = st.tuples(
    TEXT,
    TEXT,
    st.sampled_from([b">", b"\r\nMPY: soft reboot\r\n" + BANNER]),
    st.sampled_from(["plain", "paste", "fallback"]),
)


@given(answer=ANSWERS, cuts=st.lists(st.integers(0, 400), max_size=12))
def test_any_chunking_gives_the_same_events(
    answer: tuple[bytes, bytes, bytes, str], cuts: list[int]
) -> None:
    output, error, end, way = answer
    program = b"print()\n" * 4
    tail = output + b"\x04" + error + b"\x04" + end

    def play(pieces: list[bytes]) -> list[ProtocolEvent]:
        session = entered("no" if way == "plain" else "ask")
        session.run(program, 1.0)
        session.bytes_to_send(1.0)
        events: list[ProtocolEvent] = []
        if way == "paste":
            events += session.receive_data(b"R\x01\x40\x00", 1.0)
        elif way == "fallback":
            events += session.receive_data(BANNER, 1.0)
        sent_whole(session)
        for piece in pieces:
            events += session.receive_data(piece, 2.0)
            session.bytes_to_send(2.0)
        assert session.state is State.READY
        return joined(events)

    stream = (b"\x04" if way == "paste" else b"OK") + tail
    marks = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[a:b] for a, b in itertools.pairwise(marks)]
    whole = play([stream])
    assert play(pieces) == whole
    expected: list[ProtocolEvent] = [Started(way == "paste")]
    expected += [Output(output)] if output else []
    assert whole == [*expected, Ended(error), RawReady()]


@given(
    chunks=st.lists(st.binary(max_size=40) | st.sampled_from([BANNER, b"OK", b"\x04", b"R\x01"])),
    way=st.sampled_from(["no", "ask"]),
)
def test_garbage_never_hangs_and_never_grows(chunks: list[bytes], way: RawPaste) -> None:
    """Any bytes end in the raw prompt, in a typed error, or in a wait that has a limit."""
    session = RawRepl(way, chunk_bytes=16, chunk_pause_s=0.0)
    session.enter(0.0)
    now = 0.0
    started = False
    try:
        for chunk in chunks:
            now += 0.01
            session.bytes_to_send(now)
            session.receive_data(chunk, now)
            if session.state is State.READY and not started:
                started = True
                session.run(b"print(1)\n" * 5, now)
        for _ in range(5):
            now += HANDSHAKE_S
            session.bytes_to_send(now)
            session.receive_data(b"", now)
    except (RemoteProtocolError, LocalProtocolError):
        assert session.state is State.BROKEN
        return
    assert session.state in (State.READY, State.OUTPUT)


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_restart_is_seen_although_our_control_c_is_answered(cut: int) -> None:
    session = RawRepl("no")
    session.enter(0.0)
    session.receive_data(BANNER, 0.0)
    session.run(b"x", 0.0)
    session.bytes_to_send(0.0)
    answers = b"\r\n>>> " * 3
    session.receive_data(b"OK" + RESTART_MARK, 1.0)
    session.receive_data(answers[:cut], 1.1)
    session.receive_data(answers[cut:], 1.2)
    assert Restarted() in session.receive_data(b"", 1.6)


@pytest.mark.parametrize("reach", ["entering", "error", "closing"])
def test_buffers_are_bounded(reach: str) -> None:
    session = RawRepl("no")
    session.enter(0.0)
    if reach != "entering":
        session.receive_data(BANNER, 0.0)
        session.run(b"x", 0.0)
        session.bytes_to_send(0.0)
        session.receive_data(b"OK\x04" if reach == "error" else b"OK\x04\x04", 0.0)
    with pytest.raises(RemoteProtocolError) as raised:
        for _ in range(100):
            session.receive_data(b"x" * 4096, 0.0)
    assert raised.value.code == "board_garbage"


@pytest.mark.parametrize(
    ("state", "before", "dribble"),
    [
        (State.ENTERING, [], b"x"),
        (State.RESETTING, [], b"x"),
        (State.FALLING_BACK, [b"raw REPL"], b"x"),
        (State.AWAITING_OK, [b"R\x01\x08\x00"], b"\x01"),
        (State.ERROR, [b"R\x01\x08\x00", b"\x04", b"out\x04"], b"x"),
        (State.CLOSING, [b"R\x01\x08\x00", b"\x04", b"out\x04\x04"], b"x"),
    ],
)
def test_a_byte_now_and_then_keeps_nobody_waiting(
    state: State, before: list[bytes], dribble: bytes
) -> None:
    if state is State.ENTERING:
        session = RawRepl()
        session.enter(1.0)
    else:
        session = entered()
        session.soft_reset(1.0) if state is State.RESETTING else session.run(b"x=1", 1.0)
    for said in before:
        session.bytes_to_send(1.0)
        session.receive_data(said, 1.0)
        session.bytes_to_send(1.0)
    assert session.state is state
    now = 1.0
    with pytest.raises(RemoteProtocolError) as raised:
        while now < STEP_S + 2 * HANDSHAKE_S:
            now += HANDSHAKE_S - 0.1
            session.bytes_to_send(now)
            session.receive_data(dribble, now)
    assert raised.value.code == "board_talks_on"
    assert now >= STEP_S, "a slow board has that long"
