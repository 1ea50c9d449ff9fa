"""Looking for the prompt: the right keys, a hard limit, and a cause with a name."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import strings
from kibako.errors import RemoteProtocolError
from kibako.protocol.events import PromptSeen
from kibako.protocol.probe import PromptProbe


def play(answers: dict[float, bytes], limit_s: float = 10.0) -> tuple[PromptProbe, bytes, float]:
    """Play a board that says things at given times; return the keys sent and the end."""
    probe = PromptProbe(0.0, limit_s)
    keys = b""
    now = 0.0
    due = sorted(answers.items())
    while not probe.done:
        keys += probe.bytes_to_send(now)
        data = b""
        while due and due[0][0] <= now:
            data += due.pop(0)[1]
        if PromptSeen() in probe.receive_data(data, now):
            break
        assert now <= limit_s + 1, "no limit"
        now += 0.01
    return probe, keys, now


def test_an_idle_board_gets_one_ctrl_c() -> None:
    _, keys, now = play({0.005: b"\r\n>>> "})
    assert keys == b"\x03\x02"
    assert now < 0.2


def test_an_idle_board_that_says_who_it_is_is_believed_at_once() -> None:
    probe = PromptProbe(0.0)
    assert probe.bytes_to_send(0.0) == b"\x03"
    assert probe.receive_data(b"\r\n>>> ", 0.001) == []
    assert probe.wake_at(0.001) == 0.001
    assert probe.bytes_to_send(0.001) == b"\x02"
    assert probe.bytes_to_send(0.001) == b""
    banner = b'\r\nMicroPython v1.27; Pico\r\nType "help()" for more information.\r\n'
    assert probe.receive_data(banner, 0.002) == []
    assert probe.receive_data(b">>> ", 0.003) == [PromptSeen()]


def test_a_board_that_said_anything_else_has_to_stand_still() -> None:
    """Such as one that is just starting: its prompt comes before our Ctrl-C is heard."""
    probe = PromptProbe(0.0)
    probe.bytes_to_send(0.0)
    banner = b'MicroPython v1.27; Pico\r\nType "help()" for more information.\r\n>>> '
    assert probe.receive_data(banner, 0.001) == []
    assert probe.bytes_to_send(0.001) == b""
    assert probe.wake_at(0.001) > 0.05


def test_ctrl_c_and_ctrl_b_in_turn() -> None:
    _, keys, _ = play({1.0: b"MicroPython v1.27\r\n>>> "})
    assert keys.startswith(b"\x03\x02\x03\x02")
    assert set(keys) == {2, 3}


def test_a_prompt_split_between_reads() -> None:
    _, keys, now = play({0.02: b"\r\n>", 0.04: b">> "})
    assert keys == b"\x03\x02"
    assert now < 0.2


def test_a_prompt_from_before_we_asked_is_no_prompt() -> None:
    probe = PromptProbe(0.0)
    assert probe.receive_data(b">>> ", 0.0) == []
    assert probe.receive_data(b"", 0.5) == []


def test_a_prompt_stands_at_the_begin_of_a_line() -> None:
    with pytest.raises(RemoteProtocolError):
        play({0.05: b">>> >>> "})


def test_a_program_that_prints_prompts() -> None:
    flood = {t / 100: b"\r\n>>> " for t in range(2, 150, 2)}
    _, keys, now = play(flood)
    assert keys.count(b"\x03") >= 2
    assert now > 1.5


@pytest.mark.parametrize(
    ("answers", "cause"),
    [
        ({}, "silent"),
        ({0.1: b"count 1\r\n", 5.0: b"count 2\r\n"}, "other_program"),
        ({0.1: b"Traceback (most recent call last):\r\n", 1.0: b"again\r\n"}, "running"),
        ({0.1: b"\r\nMPY: soft reboot\r\n"}, "booting"),
        ({0.1: b"\r\nMPY: soft re", 0.2: b"boot\r\n", 6.0: b"count 1\r\n"}, "running"),
        ({0.1 * at: b"MPY: soft reboot\r\n" for at in range(1, 9)}, "restarting"),
        ({0.1: b"code.py output:\r\nAdafruit CircuitPython 9"}, "circuitpython"),
        ({0.1: b"raspberrypi login: "}, "not_micropython"),
        ({0.1: bytes(range(128, 256)) * 4}, "noise"),
    ],
)
@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_the_cause_has_a_name(
    answers: dict[float, bytes], cause: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strings, "_current", [lang])
    with pytest.raises(RemoteProtocolError) as raised:
        play(answers)
    assert raised.value.code == f"board_{cause}"
    assert "10" in raised.value.what
    assert raised.value.next_step


def test_what_another_program_says_is_quoted_without_its_control_bytes() -> None:
    with pytest.raises(RemoteProtocolError) as raised:
        play({0.1: b"light:\x1b[31m 512 " + b"x" * 80 + b"\r\n\r\n", 0.3: b"\x07\r\n"})
    assert raised.value.fields["seen"] == "light:[31m 512 " + "x" * 25


@given(st.sampled_from([b"soft reboot", b"CircuitPython", b"KeyboardInterrupt"]), st.data())
def test_a_mark_is_seen_however_it_is_cut(mark: bytes, data: st.DataObject) -> None:
    text = b"a line\r\n" + mark + b"\r\n"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    whole, cut = PromptProbe(0.0), PromptProbe(0.0)
    whole.receive_data(text, 0.1)
    for start, end in itertools.pairwise([0, *cuts, len(text)]):
        cut.receive_data(text[start:end], 0.1)
    assert cut.cause == whole.cause != "other_program"


@given(st.lists(st.binary(max_size=200), max_size=30))
def test_any_bytes_end_in_a_prompt_or_an_error(chunks: list[bytes]) -> None:
    probe = PromptProbe(0.0, limit_s=2.0)
    now = 0.0
    keys = b""
    try:
        for chunk in [*chunks, *([b""] * 40)]:
            keys += probe.bytes_to_send(now)
            probe.receive_data(chunk, now)
            now += 0.06
    except RemoteProtocolError as error:
        assert error.code.startswith("board_")
    else:
        assert probe.done
    assert b"\x01" not in keys
