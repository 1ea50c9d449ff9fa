"""A burst of Ctrl-C: for programs that swallow one, and for boards that give little time.

A loop of ``try: ... except: pass`` swallows a Ctrl-C that comes inside the ``try``. One that comes
while the last is being swallowed ends the loop: so they come fast, one each millisecond, which
is the rhythm of USB. Now and then a Ctrl-B leaves the raw REPL, which is silent at a Ctrl-C.
"""

from kibako.protocol.keys import CTRL_B, CTRL_C

PERIOD_S = 0.001
_SETTLE_S = 0.1
_RESPITE_S = 0.4
"""For so long after a quiet that proved to be no prompt, keys are sent whatever comes in."""
_LEAVE_EVERY = 200
_PROMPT_LINE = b"\n>>> "


class Burst:
    """Sends keys until the friendly prompt stands still.

    Args:
        now: The time, in seconds on any clock that only goes forward.
        period_s: The time between two keys.
    """

    def __init__(self, now: float, period_s: float = PERIOD_S) -> None:
        self._period_s = period_s
        self._next_key_at = now
        self._keys_sent = 0
        self._tail = b""
        self._quiet_since: float | None = None
        self._deaf_until = now

    def bytes_to_send(self, now: float) -> bytes:
        """Return the key that is due, if one is.

        Args:
            now: The time, in seconds.
        """
        if self._quiet_since is not None or now < self._next_key_at:
            return b""
        self._next_key_at = now + self._period_s
        self._keys_sent += 1
        return CTRL_B if self._keys_sent % _LEAVE_EVERY == 0 else CTRL_C

    def wait_s(self, now: float) -> float:
        """Return how long to wait for bytes before the next call.

        Args:
            now: The time, in seconds.
        """
        if self._quiet_since is not None:
            return max(0.0, self._quiet_since + _SETTLE_S - now)
        return max(0.0, self._next_key_at - now)

    def receive_data(self, data: bytes, now: float) -> bool:
        """Take what came in (``b""`` when nothing did).

        Args:
            data: Bytes from the board.
            now: The time, in seconds.

        Returns:
            Whether the prompt has stood still.
        """
        if data:
            self._tail = (self._tail + data)[-len(_PROMPT_LINE) :]
            self._quiet_since = None
            if self._tail == _PROMPT_LINE and now >= self._deaf_until:
                self._quiet_since = now
        return self._quiet_since is not None and now >= self._quiet_since + _SETTLE_S

    def go_on(self, now: float) -> None:
        """Send keys again: what stood still was no prompt.

        Args:
            now: The time, in seconds.
        """
        self._quiet_since = None
        self._deaf_until = now + _RESPITE_S
