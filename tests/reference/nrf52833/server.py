"""Serves a board: its serial side on a TCP socket, the world around it on standard input.

Commands are lines of JSON, one object each, and so are the answers on standard output. When
standard input ends, so does the board: it cannot outlive who started it.
"""

import json
import os
import selectors
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from .board import PINS, MicrobitV2

QUANTUM_US = 2000
"""How much of the board's time passes between two looks at the outside."""
LAG_S = 0.25
"""A board that has fallen behind the wall clock by more does not hurry to catch up."""
UNWATCHED_SPEED = 1.0
"""While nobody is connected, a board that may run as fast as it can does not."""
BOOT_US = 5_000_000
SEND_LIMIT = 1 << 20
PROMPT = b">>> "


class Server:
    """One board, one client at a time."""

    def __init__(self, board: MicrobitV2, port: int, speed: float | None) -> None:
        """Set the server up.

        Args:
            board: The board.
            port: The TCP port of this computer; 0 for any that is free.
            speed: How many seconds of the board pass in one of the wall clock, at most; None for
                as many as can be.
        """
        self._board = board
        self._speed = speed
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.setblocking(False)
        self._client: socket.socket | None = None
        self._outgoing = bytearray()
        self._typed = bytearray()
        self._over = False
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._selector.register(sys.stdin, selectors.EVENT_READ, self._commands)
        self._rebase()

    def run(self) -> None:
        """Boot, tell the port, and serve until standard input ends."""
        self._boot()
        _say({"port": self._listener.getsockname()[1]})
        self._rebase()
        while not self._over:
            self._look(self._ahead_s())
            self._board.run(QUANTUM_US)
            self._forward()

    def _boot(self) -> None:
        seen = b""
        limit_us = self._board.now_us + BOOT_US
        while PROMPT not in seen:
            if self._board.now_us > limit_us:
                raise RuntimeError(f"no prompt within {BOOT_US} us, only {seen!r}")
            self._board.run(QUANTUM_US)
            seen += self._board.fetch()

    def _rebase(self) -> None:
        self._wall_s = time.monotonic()
        self._board_us = self._board.now_us

    def _ahead_s(self) -> float:
        """Return by how much the board is ahead of the wall clock."""
        speed = UNWATCHED_SPEED if self._client is None else self._speed
        if speed is None:
            self._rebase()
            return 0.0
        passed_s = (self._board.now_us - self._board_us) / 1_000_000 / speed
        ahead_s = self._wall_s + passed_s - time.monotonic()
        if ahead_s < -LAG_S:
            self._rebase()
        return max(0.0, ahead_s)

    def _look(self, wait_s: float) -> None:
        for key, _ in self._selector.select(wait_s):
            key.data()

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client
        self._rebase()
        # One client at a time: the next one waits in the listener's queue.
        self._selector.unregister(self._listener)
        self._selector.register(client, selectors.EVENT_READ, self._read)

    def _hang_up(self) -> None:
        if self._client is not None:
            self._selector.unregister(self._client)
            self._client.close()
            self._client = None
            self._outgoing.clear()
            self._selector.register(self._listener, selectors.EVENT_READ, self._accept)

    def _read(self) -> None:
        if self._client is None:
            return
        try:
            data = self._client.recv(4096)
        except ConnectionError:
            data = b""
        if data:
            self._board.receive(data)
        else:
            self._hang_up()

    def _forward(self) -> None:
        data = self._board.fetch()
        if self._client is None:
            return
        self._outgoing += data
        if not self._outgoing:
            return
        try:
            del self._outgoing[: self._client.send(self._outgoing)]
        except BlockingIOError:
            if len(self._outgoing) > SEND_LIMIT:
                self._hang_up()
        except ConnectionError:
            self._hang_up()

    def _commands(self) -> None:
        data = os.read(sys.stdin.fileno(), 4096)
        self._over = self._over or not data
        self._typed += data
        while b"\n" in self._typed:
            line, _, rest = bytes(self._typed).partition(b"\n")
            self._typed[:] = rest
            command: dict[str, Any] = json.loads(line)
            _say({"answer": self._do[command.pop("do")](self, **command)})

    def _restart(self) -> None:
        self._board.restart()
        self._boot()
        self._rebase()

    def _reset(self) -> None:
        """Press the reset button, whatever main.py then does."""
        self._board.restart()
        self._rebase()

    def _display(self) -> list[str]:
        return self._board.display()

    def _press(self, button: str) -> None:
        self._board.press(button, True)

    def _release(self, button: str) -> None:
        self._board.press(button, False)

    def _accelerate(self, milli_g: list[int]) -> None:
        x, y, z = milli_g
        self._board.accelerometer.milli_g = (x, y, z)

    def _magnetise(self, nanotesla: list[int]) -> None:
        x, y, z = nanotesla
        self._board.magnetometer.nanotesla = (x, y, z)

    def _warm(self, celsius: float) -> None:
        self._board.chip.temperature.celsius = celsius

    def _touch(self, pin: str, touched: bool) -> None:
        self._board.touch(pin, touched)

    def _drive(self, pin: str, level: int | None) -> None:
        self._board.chip.pins.drive(PINS[pin], level)

    def _apply(self, pin: str, volts: float) -> None:
        self._board.chip.saadc.volts[PINS[pin]] = volts

    def _driven(self, pin: str) -> int | None:
        return self._board.chip.pins.driven(PINS[pin])

    def _time(self) -> int:
        return self._board.now_us

    def _wait(self, duration_us: int) -> None:
        self._board.run(duration_us)
        self._forward()

    def _hear(self, wait_us: int, text: str, typed: str) -> int | None:
        start_us = self._board.now_us
        self._board.receive(typed.encode())
        heard = ""
        while text not in heard and self._board.now_us - start_us < wait_us:
            self._board.run(100)
            heard += self._board.sent.decode("utf-8", "replace")[len(heard) :]
        self._forward()
        return self._board.now_us - start_us if text in heard else None

    _do: dict[str, Callable[..., object]] = {  # noqa: RUF012 - the words of the commands
        **{"display": _display, "press": _press, "release": _release, "touch": _touch},
        **{"accelerate": _accelerate, "magnetise": _magnetise, "warm": _warm, "wait": _wait},
        **{"drive": _drive, "apply": _apply, "driven": _driven, "time": _time, "hear": _hear},
        **{"restart": _restart, "reset": _reset},
    }


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
