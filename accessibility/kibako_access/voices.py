"""The voices that this computer may have, each behind one small protocol.

A voice that crashes or hangs costs a bounded time and raises :class:`VoiceFailed`; nothing that a
voice does happens in our own process.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Protocol

from kibako_access import readings
from kibako_access.voice_process import VoiceProcess
from kibako_access.wording import Lang

VoiceName = Literal["screen-reader", "openjtalk", "espeak", "say", "windows"]
RENDER_S = 15.0
"""How long a voice may take for one sentence, in seconds; the first one loads its words too."""
TEXT_MAX = 500
"""The longest sentence that a voice gets, in characters."""


class VoiceFailed(Exception):
    """A voice cannot be used: it is not there, it crashed, or it took too long.

    Attributes:
        voice: Which one.
        reason: ``missing``, ``crashed``, ``slow``, ``language``.
        detail: What the system says.
    """

    def __init__(self, voice: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{voice}: {reason} {detail}".rstrip())
        self.voice = voice
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Manner:
    """How a voice speaks.

    Attributes:
        rate_percent: How fast, 100 is usual; 50 to 300.
        pitch_percent: How high, 100 is usual; 50 to 200.
        volume_percent: How loud, 0 to 100.
    """

    rate_percent: int = 100
    pitch_percent: int = 100
    volume_percent: int = 80


class Voice(Protocol):
    """What turns a sentence into sound."""

    name: VoiceName

    def render(self, text: str, lang: Lang, manner: Manner) -> bytes:
        """Return a sentence as a WAV file; empty when the voice has spoken it by itself.

        Args:
            text: One sentence in plain characters, :data:`TEXT_MAX` at most.
            lang: Its language.
            manner: How to speak.

        Raises:
            VoiceFailed: It cannot.
        """
        ...

    def quiet(self) -> None:
        """Break off what the voice speaks by itself."""
        ...

    def close(self) -> None:
        """End it; closing twice is no error."""
        ...


class ProcessVoice:
    """A voice that lives in a Python process of its own: pyopenjtalk, or the screen reader.

    Args:
        name: Which one.
        process: Its process; one of ours when left out.
    """

    def __init__(
        self, name: Literal["screen-reader", "openjtalk"], process: VoiceProcess | None = None
    ) -> None:
        self.name: VoiceName = name
        self._process = process or VoiceProcess(
            [sys.executable, "-P", "-m", "kibako_access.voice_worker", name]
        )

    def render(self, text: str, lang: Lang, manner: Manner) -> bytes:
        """See :meth:`Voice.render`."""
        if self.name == "openjtalk" and lang != "ja":
            raise VoiceFailed(self.name, "language", lang)
        asked = {
            "text": readings.spoken(text, lang) if self.name == "openjtalk" else text,
            "rate": manner.rate_percent,
            "pitch": manner.pitch_percent,
            "volume": manner.volume_percent,
        }
        try:
            return self._process.ask(asked, RENDER_S)
        except TimeoutError as error:
            raise VoiceFailed(self.name, "slow", f"{RENDER_S:g} s") from error
        except OSError as error:
            raise VoiceFailed(self.name, "crashed", str(error)) from error

    def quiet(self) -> None:
        """See :meth:`Voice.quiet`."""
        if self.name == "screen-reader":
            self._process.tell({"stop": True})

    def close(self) -> None:
        """See :meth:`Voice.close`."""
        self._process.close()


class CommandVoice:
    """A voice that is a command of the system, called once for each sentence.

    ``say`` of macOS and the voices of Windows were not tried: nobody had such a computer here.

    Args:
        name: Which one.
        program: Where it is.
    """

    def __init__(self, name: Literal["espeak", "say", "windows"], program: str) -> None:
        self.name: VoiceName = name
        self._program = program

    def render(self, text: str, lang: Lang, manner: Manner) -> bytes:
        """See :meth:`Voice.render`."""
        if self.name == "espeak":
            text = readings.spoken(text, lang)
            text = readings.by_sound(text) if lang == "ja" else text
            if lang == "ja" and readings.has_kanji(text):
                # espeak says "Chinese letter" for each kanji.
                raise VoiceFailed(self.name, "language", text[:40])
        with tempfile.TemporaryDirectory(prefix="kibako-voice-") as folder:
            sound = Path(folder) / "said.wav"
            try:
                done = subprocess.run(  # noqa: S603 - our own words; the text goes in by the pipe
                    self._words(sound, lang, manner),
                    input=text.replace("\0", " ").encode("utf-8", "replace"),
                    capture_output=True,
                    timeout=RENDER_S,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise VoiceFailed(self.name, "slow", f"{RENDER_S:g} s") from error
            except OSError as error:
                raise VoiceFailed(self.name, "missing", str(error)) from error
            if done.returncode or not sound.is_file():
                said = done.stderr.decode("utf-8", "replace").strip()
                raise VoiceFailed(self.name, "crashed", said[:200] or str(done.returncode))
            return sound.read_bytes()

    def quiet(self) -> None:
        """See :meth:`Voice.quiet`; a command speaks nothing by itself."""

    def close(self) -> None:
        """See :meth:`Voice.close`; nothing goes on."""

    def _words(self, sound: Path, lang: Lang, manner: Manner) -> list[str]:
        rate, pitch, volume = manner.rate_percent, manner.pitch_percent, manner.volume_percent
        if self.name == "espeak":
            speed = str(min(max(175 * rate // 100, 80), 450))
            high, loud = str(min(pitch // 2, 99)), str(min(volume, 100))
            options = ["-v", lang, "-s", speed, "-p", high, "-a", loud, "-b", "1"]
            return [self._program, *options, "--stdin", "-w", str(sound)]
        if self.name == "say":
            voice = ["-v", "Kyoko"] if lang == "ja" else []
            speed = str(175 * rate // 100)
            form = ["--file-format=WAVE", "--data-format=LEI16@22050"]
            return [self._program, *voice, "-r", speed, *form, "-o", str(sound), "-f", "-"]
        script = _WINDOWS.format(
            lang="ja-JP" if lang == "ja" else "en-US",
            rate=max(-10, min(10, (rate - 100) // 10)),
            volume=volume,
            path=str(sound).replace("'", "''"),
        )
        return [self._program, "-NoProfile", "-NonInteractive", "-Command", script]


_WINDOWS = """
[Console]::InputEncoding = [Text.Encoding]::UTF8
Add-Type -AssemblyName System.Speech
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
$voice.SelectVoiceByHints('NotSet', 'NotSet', 0, [Globalization.CultureInfo]'{lang}')
$voice.Rate = {rate}
$voice.Volume = {volume}
$voice.SetOutputToWaveFile('{path}')
$voice.Speak([Console]::In.ReadToEnd())
$voice.Dispose()
"""


def available() -> list[VoiceName]:
    """Return the voices that seem to be here, the best one for a Japanese lesson first."""
    found: list[VoiceName] = []
    if find_spec("pyopenjtalk") is not None:
        found.append("openjtalk")
    if sys.platform == "darwin" and shutil.which("say"):
        found.append("say")
    if sys.platform == "win32" and shutil.which("powershell"):
        found.append("windows")
    if shutil.which("espeak-ng"):
        found.append("espeak")
    if find_spec("prism") is not None:
        found.append("screen-reader")
    return found


def make(name: VoiceName) -> Voice:
    """Make a voice; it starts with its first sentence.

    Raises:
        VoiceFailed: It is not on this computer.
    """
    if name not in available():
        raise VoiceFailed(name, "missing")
    match name:
        case "screen-reader" | "openjtalk":
            return ProcessVoice(name)
        case "espeak":
            return CommandVoice(name, shutil.which("espeak-ng") or name)
        case "say":
            return CommandVoice(name, shutil.which("say") or name)
        case "windows":
            return CommandVoice(name, shutil.which("powershell") or name)
