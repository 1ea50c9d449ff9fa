"""The mixer: a program of its own that plays what it is told, by pygame-ce.

``python -m kibako_access.mixer`` reads one line of JSON for each thing to do, and answers each
with one line. It is a process of its own because a sound device may hang, crash, or write into
the terminal of whoever opened it; the sounder then ends it, and nothing else is hurt.
"""

import json
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, TextIO

import msgspec

from kibako_access.earcons import Sound

if TYPE_CHECKING:
    import pygame

LINE_MAX = 64 * 1024
BUFFER = 512
"""How many samples the device takes at once: 12 milliseconds."""
WAIT_S_MAX = 15.0
_STEP_S = 0.02


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do.

    Attributes:
        do: ``play``, ``silence``, or ``wait`` until nothing sounds any more.
        sound: What to play.
        key: What to silence; "" for everything.
        volume: How loud it is played, 0 to 1.
    """

    do: str
    sound: Sound | None = None
    key: str = ""
    volume: float = 1.0


class Mixer:
    """Plays sounds on an open device; of one key only the newest sounds."""

    def __init__(self) -> None:
        import pygame

        from kibako_access import synth

        self._pygame = pygame
        self._synth = synth
        pygame.mixer.init(synth.RATE_HZ, -16, 2, BUFFER, allowedchanges=0)
        pygame.mixer.set_num_channels(synth.VOICES)
        self._channels: dict[str, pygame.mixer.Channel] = {}

    def do(self, order: Order) -> None:
        """Do what is ordered.

        Raises:
            ValueError: There is no such order.
        """
        if order.do == "play" and order.sound is not None:
            self._play(order.sound, order.volume)
        elif order.do == "silence":
            self._silence(order.key)
        elif order.do == "wait":
            self._wait()
        else:
            raise ValueError(order.do)

    def _play(self, sound: Sound, volume: float) -> None:
        self._silence(sound.key)
        for key in [key for key, each in self._channels.items() if not each.get_busy()]:
            del self._channels[key]
        channel = self._free()
        if channel is None or not sound.tones:
            return  # so many sound already that one more would not be understood
        made = self._pygame.sndarray.make_sound(self._synth.samples(sound))
        made.set_volume(min(max(volume, 0.0), 1.0))
        channel.play(made, loops=-1 if sound.loops else 0)
        self._channels[sound.key] = channel

    def _free(self) -> "pygame.mixer.Channel | None":
        for number in range(self._synth.VOICES):
            channel = self._pygame.mixer.Channel(number)
            if not channel.get_busy():
                return channel
        return None

    def _silence(self, key: str) -> None:
        if not key:
            self._pygame.mixer.stop()
            self._channels.clear()
        elif key in self._channels:
            self._channels.pop(key).stop()

    def _wait(self) -> None:
        """Wait until what has an end is over."""
        limit = time.monotonic() + WAIT_S_MAX
        while self._pygame.mixer.get_busy() and time.monotonic() < limit:
            time.sleep(_STEP_S)


def serve(orders: TextIO, answers: TextIO) -> int:
    """Do orders until there are no more.

    Args:
        orders: Where they come from.
        answers: Where it is said how each of them went, the opening of the device first.

    Returns:
        The exit status.
    """

    def answer(**said: str) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    try:
        mixer = Mixer()
    except (ImportError, RuntimeError) as error:  # pygame.error is a RuntimeError
        answer(trouble="missing" if isinstance(error, ImportError) else "device", why=str(error))
        return 1
    answer(done="open")
    # The player writes orders as long as it lives; its end is the end of the input
    while line := orders.readline(LINE_MAX):
        try:
            order = msgspec.json.decode(line, type=Order)
            mixer.do(order)
        except (ValueError, RuntimeError) as error:
            answer(trouble="order", why=str(error)[:200])
            continue
        answer(done=order.do)
    mixer.do(Order("silence"))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who plays
    raise SystemExit(serve(sys.stdin, sys.stdout))
