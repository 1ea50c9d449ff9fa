"""A micro:bit as bridge, and another one that a child's program runs on, in one air."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.errors import BoardError, UsageError
from kibako.events import Event, JsonValue
from kibako.links.bridge import Bridge
from kibako.protocol.radio_lines import BridgeLines, BridgeReady
from kibako.virtual.air import STRING_HEAD
from kibako.virtual.board import VirtualBoard
from kibako.workbench.radio_bridge import RadioBridge, bridge_program, packet_of, told
from kibako.workbench.world_run import WorldRun

ECHO = """
import radio
from microbit import sleep
radio.config(group=3, length=251)
radio.on()
while True:
    got = radio.receive_bytes()
    if got:
        radio.send_bytes(got)
    sleep(5)
"""
LAST = "おわり"


class TwoBoards:
    """A micro:bit that sends back what it hears, and a bridge that the host reaches by TCP."""

    def __init__(self, profile: str, folder: Path) -> None:
        self.events: list[Event] = []
        self.echo = VirtualBoard(profile, flash_dir=folder / "echo")
        (folder / "echo" / "main.py").write_text(ECHO, encoding="utf-8")
        self.bridge = VirtualBoard(profile, flash_dir=folder / "bridge")
        self.echo.world.radio.on_send = lambda it: self.bridge.world.radio.receive(it, -61)
        self.bridge.world.radio.on_send = lambda it: self.echo.world.radio.receive(it, -62)

    def relay(self, address: str, packets: list[bytes], group: int = 3) -> list[JsonValue]:
        """Send packets, and listen until the last one's echo has come."""
        heard: list[JsonValue] = []
        board = "tcp:" + address.removeprefix("socket://")

        def take(event: Event) -> None:
            self.events.append(event)
            if event.what == "received":
                heard.append(event.value)

        RadioBridge(board, on_event=take, group=group, packets=packets).run()
        return heard


@pytest.fixture(params=["microbit-v1", "microbit-v2"])
def boards(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TwoBoards]:
    for name in ("echo", "bridge"):
        (tmp_path / name).mkdir()
    two = TwoBoards(request.param, tmp_path)
    with two.echo, two.bridge:
        yield two


def test_messages_go_both_ways(boards: TwoBoards) -> None:
    packets = [
        packet_of("こんにちは"),
        packet_of("あ" * 82),
        packet_of("あいう")[:-1],
        b"\x00\n\r\\'\"\x04\x03\xff",
    ]
    with Bridge(boards.bridge) as bridge:
        # What comes back while the next one goes out is heard; the last sent has no time for it.
        heard = boards.relay(bridge.address, [*packets, *[packet_of(LAST)] * 20])
        told_of = {"group": 3, "channel": 7, "rssi_dbm": -61}
        assert heard[:4] == [told(packet) | told_of for packet in packets]
        assert heard[2] == {"message": "あい", "cut": True} | told_of
        assert heard[3] == {"bytes": "\\x00\\n\\r\\\\'\"\\x04\\x03\\xff"} | told_of
        sent = [event.value for event in boards.events if event.what == "sent"]
        assert sent[:4] == [told(packet) | {"group": 3, "channel": 7} for packet in packets]
        # Tuned otherwise, nobody hears anybody.
        assert boards.relay(bridge.address, [packet_of(LAST)] * 3, group=4) == []
    with_radio_on = [e.what for e in boards.events if e.what == "on"]
    assert with_radio_on == ["on", "on"]
    assert [e.what for e in boards.events if e.what == "noise"] == []


SENDER = """
import radio
from microbit import sleep
radio.config(length=32)
radio.on()
sleep(1000)
for text in ("はな", "ながいことばはきれます", "おわり"):
    radio.send(text)
    sleep(100)
"""
WORLD = """
for_s = 2
[[boards]]
name = "bridge"
board = "virtual:microbit-v1"
program = "bridge.py"
[[boards]]
name = "hana"
program = "hana.py"
x_m = 4
"""


def test_a_bridge_hears_a_board_across_the_room(tmp_path: Path) -> None:
    program = bridge_program() + "import radio\nserve(radio, 0, 7)\n"
    (tmp_path / "bridge.py").write_text(program, encoding="utf-8")
    (tmp_path / "hana.py").write_text(SENDER, encoding="utf-8")
    (tmp_path / "world.toml").write_text(WORLD, encoding="utf-8")
    lines, heard = BridgeLines(), []

    def take(event: Event) -> None:
        if (event.source, event.what) == ("bridge/stdout", "text"):
            heard.extend(lines.receive_text(str(event.value)))

    WorldRun(tmp_path / "world.toml", on_event=take).run()
    assert isinstance(heard.pop(0), BridgeReady)
    assert [told(event.data) for event in heard] == [
        {"message": "はな"},
        {"message": "ながいことばはきれ", "cut": True},
        {"message": "おわり"},
    ]
    assert all(-80 < event.rssi_dbm < -50 for event in heard)


def test_texts_have_a_limit() -> None:
    assert packet_of("あ" * 82) == STRING_HEAD + "あ".encode() * 82
    with pytest.raises(UsageError) as caught:
        packet_of("あ" * 83)
    assert caught.value.code == "radio_text_long"


def test_a_pico_is_no_bridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    with pytest.raises(BoardError) as caught:
        RadioBridge("virtual:pico", on_event=print, packets=[b"x"]).run()
    assert caught.value.code == "radio_no_micro_bit"
