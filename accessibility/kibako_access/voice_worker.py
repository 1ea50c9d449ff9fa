"""The process in which a voice speaks: ``python -m kibako_access.voice_worker NAME``.

What the voice's library prints would get among the lines of a lesson, and a crash of its native
code would end Kibako; here neither can. The answer to each line of JSON is four bytes of length,
one of state (``.`` or ``!`` and a reason) and a WAV file.
"""

import importlib
import io
import json
import os
import sys
import wave
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

FULL_SCALE = 32767
PEAK = 0.9
"""How loud the loudest moment of a sentence is at full volume; mei's may exceed full scale."""

Speak = Callable[[Mapping[str, Any]], bytes]


def openjtalk() -> Speak:
    """Return what speaks with pyopenjtalk's own voice, without the network."""
    numpy: Any = importlib.import_module("numpy")
    engine: Any = importlib.import_module("pyopenjtalk")

    def speak(asked: Mapping[str, Any]) -> bytes:
        speed = min(max(float(asked["rate"]) / 100, 0.5), 3.0)
        half_tones = 12 * float(numpy.log2(min(max(float(asked["pitch"]) / 100, 0.5), 2.0)))
        samples, rate_hz = engine.tts(str(asked["text"]), speed=speed, half_tone=half_tones)
        peak = float(numpy.max(numpy.abs(samples), initial=0.0))
        level = PEAK * min(max(float(asked["volume"]) / 100, 0.0), 1.0)
        scaled = samples * (level * FULL_SCALE / peak) if peak else samples
        return wav(scaled.astype("<i2").tobytes(), rate_hz)

    return speak


def screen_reader() -> Speak:
    """Return what hands sentences to the screen reader that runs on this computer."""
    prism: Any = importlib.import_module("prism")
    context = prism.Context()
    backend = context.acquire_best()

    def speak(asked: Mapping[str, Any]) -> bytes:
        if asked.get("stop"):
            backend.stop()
        else:
            backend.output(str(asked["text"]).replace("\0", " "), False)
        return b""

    return speak


def wav(samples: bytes, rate_hz: int) -> bytes:
    """Return 16-bit samples of one channel as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(samples)
    return file.getvalue()


def serve(make: Callable[[], Speak], questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer every line until there are no more.

    Args:
        make: Makes the voice.
        questions: Lines of JSON.
        answers: Where answers go.
    """
    speak: Speak | None = None
    for line in questions:
        asked = json.loads(line)
        try:
            speak = speak or make()
            answer = b"." + speak(asked)
        except Exception as error:  # noqa: BLE001 - whatever a voice raises is told, not dumped
            answer = b"!" + f"{type(error).__name__}: {error}".encode()[:500]
        if not asked.get("stop"):
            answers.write(len(answer).to_bytes(4, "big") + answer)
            answers.flush()


def main() -> None:
    """Speak until the pipe is closed; what libraries print goes nowhere."""
    voices = {"openjtalk": openjtalk, "screen-reader": screen_reader}
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - os.devnull is no path everywhere
        os.dup2(nowhere.fileno(), 1)
    serve(voices[sys.argv[1]], sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
