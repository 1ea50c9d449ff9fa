"""``kibako repl``: talk with the board directly."""

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import output, target
from kibako.cli.terminal import Keys
from kibako.cli.words import Words
from kibako.errors import ExitStatus, KibakoError

if TYPE_CHECKING:
    from kibako.links.base import Link

LEAVE = (b"\x1d", b"\x18")
"""Ctrl-] and Ctrl-X."""
POLL_S = 0.05
QUIET_S = 1.0
QUIET_LIMIT_S = 30.0


def run(words: Sequence[str]) -> int:
    """Carry keys to the board and its text to the screen, until the person leaves.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako repl", strings.text("cli.repl_about"))
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.boards.opening import board_link

    name = target.moniker(found)
    link = board_link(name, wire_log=found.wire_log, virtual=target.options(found, name))
    link.open()
    try:
        output.say("repl_tty.welcome", board=link.description)
        with target.controlled(link), Keys("raw") as keys:
            talk = _Talk(link)
            try:
                talk.carry(keys)
            finally:
                talk.close()
        if keys.is_terminal:
            output.say("repl_tty.goodbye")
    finally:
        link.close()
    return ExitStatus.DONE


class _Talk:
    """One thread shows what the board says while this one sends what is typed."""

    def __init__(self, link: "Link") -> None:
        self._link = link
        self._done = threading.Event()
        self._heard = time.monotonic()
        self._fault: KibakoError | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def carry(self, keys: Keys) -> None:
        """Send keys until the person leaves, or nothing more can come.

        Args:
            keys: Where they come from.

        Raises:
            KibakoError: The board is gone.
        """
        while not self._done.is_set():
            pressed = keys.read(POLL_S)
            if pressed is None:
                self._wait_quiet()
                break
            cut = min((pressed.index(key) for key in LEAVE if key in pressed), default=-1)
            if cut >= 0 and keys.is_terminal:
                self._send(pressed[:cut])
                break
            self._send(pressed)
        if self._fault is not None:
            raise self._fault

    def close(self) -> None:
        """Stop listening; bounded."""
        self._done.set()
        self._thread.join(1.0)

    def _send(self, pressed: bytes) -> None:
        if pressed:
            self._link.write(pressed)
            self._heard = time.monotonic()

    def _wait_quiet(self) -> None:
        """After the last byte of a pipe, let the board answer it."""
        limit = time.monotonic() + QUIET_LIMIT_S
        while not self._done.wait(POLL_S):
            now = time.monotonic()
            if now - self._heard > QUIET_S or now > limit:
                return

    def _listen(self) -> None:
        try:
            while not self._done.is_set():
                heard = self._link.read(4096, POLL_S)
                if heard:
                    self._heard = time.monotonic()
                    output.raw(heard)
        except KibakoError as error:
            self._fault = error
        except OSError:
            return  # the reader of our output went away
        finally:
            self._done.set()
