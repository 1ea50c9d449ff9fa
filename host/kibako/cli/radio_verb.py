"""``kibako radio``: what goes through the air around boards."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import output, running, target
from kibako.cli.run_verb import FOR_MAX_S
from kibako.cli.words import Words, deed_of, deed_unknown, number
from kibako.errors import ExitStatus, UsageError
from kibako.events import Event

if TYPE_CHECKING:
    from typing import TextIO

    from kibako.boards.board import Board

BRIDGE = ("listen", "send")
DEEDS = (*BRIDGE, "status", "on", "off", "remove")


_LINE_BYTES_MAX = 4096


def run(words: Sequence[str]) -> int:
    """Listen to the micro:bits' messages, or send one; switch the Bluetooth of a Pico W.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako radio {deed}".strip(), strings.text("cli.radio_about"))
    parser.word("DEED", help="radio_deed", needed=bool(deed))
    if deed == "send":
        parser.word("TEXT", help="radio_text")
    if deed in BRIDGE:
        _bridge_options(parser)
    else:
        _bluetooth_options(parser, deed)
    if deed == "listen":
        a_time = number("--for", 0.001, FOR_MAX_S)
        parser.option("--for", help="radio_for", metavar="SECONDS", type=a_time)
    if deed and deed not in DEEDS:
        raise deed_unknown("radio", deed, DEEDS)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if not deed:
        raise UsageError("word_missing", word=" / ".join(DEEDS), command=parser.prog)
    if deed in BRIDGE:
        return _bridge(found)
    with target.opened(found) as board:
        _bluetooth(board, found)
    return ExitStatus.DONE


def _bluetooth_options(parser: Words, deed: str) -> None:
    if deed == "on":
        parser.option("--name", help="radio_name", metavar="NAME", default="")
    if deed == "off":
        parser.option("--contest", help="radio_contest", action="store_true")
    if deed in ("status", "on", "off"):
        parser.option("--json", help="json_option", action="store_true")
    target.add_options(parser)


def _bluetooth(board: "Board", found: argparse.Namespace) -> None:
    from kibako.boards import wireless

    if found.deed == "remove":
        wireless.take_off(board)
        output.say("wireless_said.removed")
        return
    if found.deed == "on":
        standing = wireless.switch_on(board, found.name, target.say_kept)
    elif found.deed == "off":
        standing = wireless.switch_off(board, contest=found.contest)
    else:
        standing = wireless.standing(board)
    if found.json:
        output.data_json(asdict(standing))
        return
    output.say(f"wireless_said.{standing.setting}", name=standing.name)
    if standing.bluetooth and standing.setting != "on":
        output.say("wireless_said.others")
    if standing.host:
        output.say("wireless_said.host")


def _bridge_options(parser: Words) -> None:
    from kibako.workbench.radio_bridge import CHANNEL, CHANNEL_MAX, GROUP_MAX

    group = number("--group", 0, GROUP_MAX, whole=True)
    channel = number("--channel", 0, CHANNEL_MAX, whole=True)
    parser.option("--group", help="radio_group", type=group, default=0)
    parser.option("--channel", help="radio_channel", type=channel, default=CHANNEL)
    parser.option("--events", help="run_events", metavar="FILE")
    parser.option("--board", help="board_option", metavar="MONIKER")
    parser.option("--wire-log", help="wire_log_option", metavar="FILE", type=Path)


def _bridge(found: argparse.Namespace) -> int:
    from kibako.workbench.radio_bridge import RadioBridge, packet_of

    board = target.moniker(found)
    sends = found.deed == "send"
    if sends and found.text != "-":
        packet_of(found.text)  # what is wrong with it is said before the board is touched
    if board.startswith("virtual:microbit"):  # of others it is said that they are none
        output.say("radio_said.alone")
    limit_s = None if sends else getattr(found, "for")
    with running.event_lines(found.events) as lines:
        bridge = RadioBridge(
            board,
            on_event=_Show(lines, listens=not sends).take,
            group=int(found.group),
            channel=int(found.channel),
            packets=_packets(found.text) if sends else None,
            for_s=limit_s,
            wire_log=found.wire_log,
        )
        outcome = bridge.run()
    if sends:
        return ExitStatus.DONE
    return running.report(outcome, limit_s)


def _packets(text: str) -> Iterator[bytes]:
    """Make packets of the text, or of each line of standard input."""
    from kibako.workbench.radio_bridge import USUAL_BYTES_MAX, packet_of

    if text != "-":
        texts: Iterator[str] = iter([text])
    else:
        # endless: whoever types or pipes the lines says when they end
        lines = iter(lambda: sys.stdin.buffer.readline(_LINE_BYTES_MAX), b"")
        texts = (line.decode("utf-8", "replace").rstrip("\r\n") for line in lines)
    said = False
    for each in texts:
        packet = packet_of(each)
        if not said and len(each.encode("utf-8", "replace")) > USUAL_BYTES_MAX:
            output.say("radio_said.long", limit=USUAL_BYTES_MAX)
            said = True
        yield packet


class _Show:
    """Writes what is heard, a line each; or every event, as JSON."""

    def __init__(self, lines: "TextIO | None", *, listens: bool) -> None:
        self._lines = lines
        self._listens = listens
        self._hears = listens and lines is not sys.stdout

    def take(self, event: Event) -> None:
        """Take an event of the bridge, on any thread."""
        if self._lines is not None:
            self._lines.write(event.to_json() + "\n")
            self._lines.flush()
        value = event.value
        if event.what == "on" and isinstance(value, dict) and self._listens:
            output.say("radio_said.on", **value)
        elif event.what == "sent":
            output.say("radio_said.sent")
        elif event.what == "noise":
            output.say("radio_said.noise", text=output.one_line(str(value)[:80]))
        elif event.what == "received" and isinstance(value, dict) and self._hears:
            cut = "…" if value.get("cut") else ""
            text = value["message"] if "message" in value else value["bytes"]
            output.data(output.one_line(str(text)) + cut)
