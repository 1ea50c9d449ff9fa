"""A micro:bit on USB as the way into the radio of the others: behind ``kibako radio``.

A micro:bit has no REPL over Bluetooth; messages by ``radio`` are the wireless way that it has.
"""

import codecs
import queue
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kibako.errors import BoardError, KibakoError, RemoteProtocolError, UsageError
from kibako.events import Event, EventSink, JsonValue
from kibako.protocol import radio_lines
from kibako.protocol.radio_lines import BridgeEvent, BridgeReady, Heard, Noise, Sent
from kibako.resources import data_root
from kibako.virtual.air import STRING_HEAD
from kibako.virtual.shown import shown
from kibako.workbench.outcome import ProgramOutcome
from kibako.workbench.program import ProgramRun

GROUP_MAX, CHANNEL_MAX, CHANNEL = 255, 83, 7
"""What a micro:bit can be tuned to; group 0 and channel 7 are what it has from the start."""
TEXT_BYTES_MAX = radio_lines.PACKET_BYTES_MAX - len(STRING_HEAD)
"""The longest text; a kana takes three bytes of it."""
USUAL_BYTES_MAX = 32 - len(STRING_HEAD)
"""What a receiver hears of a text that has not asked for more (``radio.config(length=...)``)."""
_READY_S = 30.0
_ANSWER_S = 5.0
_LOOK_S = 0.2
_JOIN_S = 1.0
_TRIES = 3
_QUEUE_MAX = 1000


def packet_of(text: str) -> bytes:
    """Return the packet by which ``radio.send`` would send a text.

    Args:
        text: The text.

    Raises:
        UsageError: It is too long for one packet.
    """
    data = text.encode("utf-8", "replace")
    if len(data) > TEXT_BYTES_MAX:
        raise UsageError("radio_text_long", count=len(data), limit=TEXT_BYTES_MAX)
    return STRING_HEAD + data


def told(packet: bytes) -> dict[str, JsonValue]:
    """Return what an event says of a packet: its ``message``, or its ``bytes`` if it is no text.

    Args:
        packet: What came through the air, or goes there. A text whose last character was cut
            off on the way lacks it and is marked ``cut``.
    """
    if not packet.startswith(STRING_HEAD):
        return {"bytes": shown(packet)}
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    said: dict[str, JsonValue] = {"message": decoder.decode(packet[len(STRING_HEAD) :])}
    if decoder.getstate()[0]:
        said["cut"] = True
    return said


def bridge_program() -> str:
    """Return the bridge's program, all but the call that begins it.

    What only people need is left out: a micro:bit V1 has to hold the text beside all the rest.
    """
    path = data_root() / "firmware" / "microbit" / "bridge" / "radio_bridge.py"
    kept: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.lstrip(" ")
        if text and not text.startswith("#"):
            kept.append(" " * ((len(line) - len(text)) // 4) + text)
    return "\n".join(kept) + "\n"


class RadioBridge:
    """One time of listening and sending.

    The events are ``radio on``, ``received`` and ``sent``, as those of a virtual micro:bit, and
    ``noise`` for what a bridge would not say. Their time counts from the start.

    Args:
        board: The moniker of the micro:bit on USB.
        on_event: Gets the events.
        group: 0 to 255, as the others have it.
        channel: 0 to 83, as the others have it.
        packets: What to send, one after the other; then it ends. Nothing: it listens.
        for_s: How long to listen; None: until :meth:`stop`.
        wire_log: A file that gets every byte.
    """

    def __init__(
        self,
        board: str,
        *,
        on_event: EventSink,
        group: int = 0,
        channel: int = CHANNEL,
        packets: Iterable[bytes] | None = None,
        for_s: float | None = None,
        wire_log: Path | None = None,
    ) -> None:
        self._board = board
        self._sink = on_event
        self._tuning: dict[str, JsonValue] = {"group": group, "channel": channel}
        self._packets = packets
        self._lines = radio_lines.BridgeLines()
        self._answers: queue.Queue[BridgeEvent] = queue.Queue(_QUEUE_MAX)
        self._started = threading.Event()
        self._over = threading.Event()
        self._failure: KibakoError | OSError | None = None
        self._t_ms = 0
        self._program = ProgramRun(
            f"{bridge_program()}import radio\nserve(radio, {group}, {channel})\n",
            name="radio_bridge.py",
            board=board,
            on_event=self._take,
            for_s=for_s,
            wire_log=wire_log,
        )

    def run(self) -> ProgramOutcome:
        """Listen, or send, to the end.

        Returns:
            How it ended; ``stopped`` after everything was sent.

        Raises:
            KibakoError: The board is not there, is no micro:bit, or does not do as a bridge does.
            OSError: The events cannot be written any more.
            KeyboardInterrupt: A person ended it, and the radio is off.
        """
        sender = threading.Thread(target=self._send_all, name="radio", daemon=True)
        sender.start()
        try:
            outcome = self._program.run()
        finally:
            self._over.set()
            sender.join(_JOIN_S)
        if outcome.fault is not None:
            if "ImportError" in outcome.fault.traceback:
                raise BoardError("radio_no_micro_bit", board=self._board)
            raise BoardError("board_raised", message=outcome.fault.message)
        if self._failure is not None:
            raise self._failure
        return outcome

    def stop(self) -> None:
        """End it; from any thread."""
        self._program.stop()

    # What the micro:bit says, on the board's thread

    def _take(self, event: Event) -> None:
        if (event.source, event.what) != ("program", "print"):
            return
        for said in self._lines.receive_text(str(event.value)):
            if isinstance(said, BridgeReady):
                self._sink(Event(event.t_ms, "radio", "on", dict(self._tuning)))
                self._started.set()
            elif isinstance(said, Heard):
                value = told(said.data) | self._tuning | {"rssi_dbm": said.rssi_dbm}
                self._sink(Event(event.t_ms, "radio", "received", value))
            elif isinstance(said, Noise) and said.line != "bad":
                self._sink(Event(event.t_ms, "radio", "noise", said.line))
            else:
                self._t_ms = event.t_ms
                with suppress(queue.Full):
                    self._answers.put_nowait(said)

    # Sending, on a thread of its own

    def _send_all(self) -> None:
        if self._packets is None:
            return
        try:
            if not self._begun():
                return
            for packet in self._packets:
                if self._over.is_set():
                    return
                self._send(packet)
        except (KibakoError, OSError) as error:
            self._failure = error
        finally:
            self._over.set()
            self._program.stop()

    def _begun(self) -> bool:
        """Wait for the bridge; return whether it has begun before all was over."""
        ends_at = time.monotonic() + _READY_S
        while not self._over.is_set():
            if self._started.wait(_LOOK_S):
                return True
            if time.monotonic() > ends_at:
                raise RemoteProtocolError("radio_bridge_silent", board=self._board)
        return False

    def _send(self, packet: bytes) -> None:
        for _ in range(_TRIES):
            for line, expected in radio_lines.lines_to_send(packet):
                while not self._answers.empty():
                    self._answers.get_nowait()
                self._program.send_input(line)
                if self._answer() == expected:
                    continue
                if isinstance(expected, Sent):
                    # It may be in the air: a second time could be once too many.
                    raise RemoteProtocolError("radio_bridge_silent", board=self._board)
                break
            else:
                value = told(packet) | self._tuning
                self._sink(Event(self._t_ms, "radio", "sent", value))
                return
        raise RemoteProtocolError("board_misses_bytes")

    def _answer(self) -> BridgeEvent | None:
        """Wait for the bridge's answer to a line."""
        ends_at = time.monotonic() + _ANSWER_S
        while not self._over.is_set() and time.monotonic() < ends_at:
            with suppress(queue.Empty):
                return self._answers.get(timeout=_LOOK_S)
        return None
