"""Playing a WAV file with what the system has for it."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",), ("play", "-q"))
"""Commands that play the file behind them: PipeWire, PulseAudio, ALSA, macOS, SoX."""
_WINDOWS = ("powershell", "-NoProfile", "-NonInteractive", "-Command")
ENDED_S = 2.0
"""How long a player may take to end when it is told to, in seconds."""


class PlayerFailed(Exception):
    """Nothing can be heard: no player is there, or it has no sound device."""


class Quiet(Protocol):
    """Anything that makes sound and can be told to be still: a voice, a mixer of earcons.

    The silence key and every stop call all of them.
    """

    def silence(self) -> None:
        """Break off what sounds now, at once; what comes later sounds again."""
        ...


class Player(Protocol):
    """What plays a sound to its end, unless it is stopped before."""

    def play(self, wav: bytes, timeout_s: float) -> None:
        """Play a WAV file and wait for its end, or for :meth:`stop`.

        Args:
            wav: The file.
            timeout_s: How long it may take at most, in seconds.

        Raises:
            PlayerFailed: It cannot be heard.
        """
        ...

    def stop(self) -> None:
        """Break off, from any thread."""
        ...


class SystemPlayer:
    """Plays through a command of the system, found when it is needed."""

    def __init__(self) -> None:
        self._playing: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def play(self, wav: bytes, timeout_s: float) -> None:
        """See :meth:`Player.play`."""
        self._stopped = False
        with tempfile.TemporaryDirectory(prefix="kibako-voice-") as folder:
            sound = Path(folder) / "said.wav"
            sound.write_bytes(wav)
            words = command(sound)
            if words is None:
                raise PlayerFailed("no player")
            try:
                self._playing = playing = subprocess.Popen(  # noqa: S603 - our own list of players
                    words,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            except OSError as error:
                raise PlayerFailed(str(error)) from error
            try:
                _, said = playing.communicate(timeout=timeout_s)
            except subprocess.TimeoutExpired:
                playing.kill()
                playing.communicate(timeout=ENDED_S)
                raise PlayerFailed(f"{words[0]}: {timeout_s:g} s") from None
            finally:
                self._playing = None
            if playing.returncode and not self._stopped:
                raise PlayerFailed(f"{words[0]}: {said.decode('utf-8', 'replace').strip()[:200]}")

    def stop(self) -> None:
        """See :meth:`Player.stop`."""
        self._stopped = True
        playing = self._playing
        if playing is not None:
            playing.kill()


def command(sound: Path) -> list[str] | None:
    """Return the words that play a file; None where the system has no player."""
    for name, *options in PLAYERS:
        if program := shutil.which(name):
            return [program, *options, str(sound)]
    if sys.platform == "win32" and shutil.which(_WINDOWS[0]):
        quoted = str(sound).replace("'", "''")
        return [*_WINDOWS, f"(New-Object Media.SoundPlayer '{quoted}').PlaySync()"]
    return None
