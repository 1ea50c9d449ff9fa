"""Reading and writing the micro:bit's UART: that of the console, wherever it is just now."""

from collections.abc import Callable, Mapping

from kibako.virtual.clock import VirtualClock
from kibako.virtual.console import Console
from kibako.virtual.hostcall import bounded, integers, value_error

_READ_BYTES_MAX = 1000
_WAIT_MAX_MS = 12_000


class UartCalls:
    """What programs ask of the UART; used on the board's thread.

    Args:
        clock: The board's clock.
        console: The terminal of the programs.
        awake: Whether something wants to break into a wait.
    """

    def __init__(self, clock: VirtualClock, console: Console, awake: Callable[[], bool]) -> None:
        self._clock = clock
        self._console = console
        self._awake = awake
        self.functions: Mapping[str, Callable[[str], str]] = {
            "uart.any": self._any,
            "uart.read": self._read,
            "uart.write": self._write,
        }

    def _any(self, payload: str) -> str:
        del payload
        return str(int(self._console.ready()))

    def _read(self, payload: str) -> str:
        """Read: ``COUNT WAIT``; the rest may come so many milliseconds after each byte."""
        count, wait_ms = integers(payload, 2)
        bounded(count, 0, _READ_BYTES_MAX, "too many bytes")
        bounded(wait_ms, 0, _WAIT_MAX_MS, "invalid wait")
        got = self._console.take(count)
        while got and len(got) < count and not self._awake():
            self._clock.wait_until(self._clock.now_us() + wait_ms * 1000, self._console.awake)
            more = self._console.take(count - len(got))
            if not more:
                break
            got += more
        return got.hex()

    def _write(self, payload: str) -> str:
        """Write hexadecimal text."""
        try:
            data = bytes.fromhex(payload)
        except ValueError:
            raise value_error("not hexadecimal") from None
        self._console.write(data, raw=True)
        return ""
