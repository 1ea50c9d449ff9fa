"""The micro:bit's speech synthesiser: what it says, as text and sounds, for as long as it speaks.

How long each sound takes was measured on the real V1 firmware (MicroPython 1.0.1 under QEMU) at the
speeds 72 and 144: a part grows with the speed number, a part does not. Vowels of a word run into
each other there, so that a sentence is up to a sixth shorter or longer than the sum of its sounds.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kibako.virtual.audio import SoundOutput
from kibako.virtual.hostcall import HostFunction, bounded, integer, value_error
from kibako.virtual.reciter import TEXT_BYTES_MAX, translate
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

_LEAD_MS = 13
_NORMAL_SPEED = 72
_STRESSED = 1.35
_PITCH_MAX = 255
_PHONEMES_MAX = 2048

_SOUNDS_MS: Mapping[str, tuple[int, int]] = {
    "IY": (70, 4), "IH": (69, 5), "EH": (70, 4), "AE": (69, 5), "AA": (98, 5), "AH": (45, 13),
    "AO": (102, 13), "OH": (86, 8), "UH": (86, 8), "UX": (86, 8), "ER": (97, 6), "AX": (41, 4),
    "IX": (41, 4), "EY": (184, 5), "AY": (172, 9), "OY": (172, 8), "AW": (185, 3),
    "OW": (201, 8), "UW": (156, 4), "R": (57, 9), "L": (44, 14), "W": (69, 5), "WH": (74, 12),
    "Y": (46, 11), "M": (58, 7), "N": (57, 9), "NX": (57, 9), "B": (73, 14), "D": (58, 7),
    "G": (74, 12), "J": (102, 9), "Z": (54, 3), "ZH": (52, 6), "V": (61, 9), "DH": (52, 6),
    "S": (0, 96), "SH": (0, 86), "F": (0, 82), "TH": (1, 68), "P": (86, 17), "T": (50, 15),
    "K": (98, 5), "CH": (49, 49), "/H": (0, 45), "/X": (0, 45), "Q": (41, 4), "YX": (58, 7),
    "WX": (70, 4), "RX": (86, 9), "LX": (74, 12), "UL": (127, 4), "UM": (126, 6),
    "UN": (127, 4), "DX": (41, 4), "GX": (74, 12), "KX": (98, 5),
    ".": (160, 12), ",": (160, 12), "?": (160, 12), "-": (69, 5), " ": (0, 0), "*": (0, 0),
}  # fmt: skip
"""Milliseconds of each sound: those that follow the speed, at speed 72, and those that do not."""


class _Voice(NamedTuple):
    pitch: int
    speed: int
    mouth: int
    throat: int


class Speech:
    """The synthesiser.

    Args:
        world: What all parts share.
        take_pin: Takes the pin for the sound and frees the previous one.
    """

    def __init__(self, world: Surroundings, take_pin: SoundOutput) -> None:
        self._world = world
        self._take_pin = take_pin
        self._pin: str | None = None
        self._plan: Plan | None = None
        self.functions: dict[str, HostFunction] = {
            "speech.translate": self._translate,
            "speech.say": self._say,
            "speech.pronounce": lambda payload: self._articulate("say", payload),
            "speech.sing": lambda payload: self._articulate("sing", payload),
            "speech.busy": self._busy,
            "speech.stop": self._stop,
        }

    def reset(self) -> None:
        """Be still: the board starts anew."""
        self._silence()

    # What the board asks

    def _translate(self, payload: str) -> str:
        if len(payload.encode()) > TEXT_BYTES_MAX:
            raise value_error("text too long")
        return translate(payload)

    def _say(self, payload: str) -> str:
        """Say a text: ``PIN PITCH SPEED MOUTH THROAT TEXT``."""
        pin, voice, text = _read(payload)
        self._speak("say", pin, voice, self._translate(text), text)
        return ""

    def _articulate(self, what: str, payload: str) -> str:
        """Say or sing sounds: ``PIN PITCH SPEED MOUTH THROAT PHONEMES``."""
        pin, voice, phonemes = _read(payload)
        self._speak(what, pin, voice, phonemes, None)
        return ""

    def _busy(self, payload: str) -> str:
        """Tell how many milliseconds it still speaks, 0: it has ended."""
        del payload
        return "0" if self._plan is None else str(max(self._plan.t_ms - self._world.now_ms(), 1))

    def _stop(self, payload: str) -> str:
        del payload
        self._silence()
        return ""

    # Speaking

    def _speak(self, what: str, pin: str, voice: _Voice, phonemes: str, text: str | None) -> None:
        lasts_ms = duration_ms(phonemes, voice.speed)
        self._silence()
        self._pin = self._take_pin(pin or None, self._pin, "audio")
        self._world.emit(
            "speech",
            what,
            {
                "text": text,
                "phonemes": phonemes.strip(),
                "pitch": voice.pitch,
                "speed": voice.speed,
                "mouth": voice.mouth,
                "throat": voice.throat,
                "duration_ms": lasts_ms,
            },
        )
        self._plan = self._world.after(lasts_ms, self._silence)

    def _silence(self) -> None:
        speaking = self._plan is not None
        if self._plan is not None:
            self._plan.cancel()
        self._plan = None
        self._pin = self._take_pin(None, self._pin, "audio")
        if speaking:
            self._world.emit("speech", "stop")


def duration_ms(phonemes: str, speed: int) -> int:
    """Return how long sounds take.

    Args:
        phonemes: Phonemes, stress marks 1 to 8 and pitches such as ``#115``.
        speed: The speed number: a larger one is slower.

    Returns:
        Milliseconds.

    Raises:
        HostCallError: There is something else among them.
    """
    grows = stays = 0.0
    for sound, stressed in _sounds(phonemes):
        grown, fixed = _SOUNDS_MS[sound]
        grows += grown * (_STRESSED if stressed else 1)
        stays += fixed
    return _LEAD_MS + round(stays + grows * max(speed, 1) / _NORMAL_SPEED)


def _sounds(phonemes: str) -> Iterator[tuple[str, bool]]:
    """Yield each sound and whether it is stressed; small letters mean the same."""
    phonemes = phonemes.upper() if phonemes.isascii() else phonemes
    at = 0
    while at < len(phonemes):
        if phonemes[at] == "#":
            digits = phonemes[at + 1 :]
            digits = digits[: len(digits) - len(digits.lstrip("0123456789"))]
            if not digits or len(digits) > 3 or int(digits) > _PITCH_MAX:
                raise value_error("Illegal pitch")
            at += 1 + len(digits)
            continue
        two, one = phonemes[at : at + 2], phonemes[at]
        sound = two if two in _SOUNDS_MS else one
        if sound in _SOUNDS_MS:
            at += len(sound)
            stressed = phonemes[at : at + 1] in tuple("12345678")
            yield sound, stressed
        elif sound in "12345678":
            at += 1
        else:
            raise value_error("Phoneme not understood")


def _read(payload: str) -> tuple[str, _Voice, str]:
    words = payload.split(" ", 5)
    if len(words) != 6:
        raise value_error("wrong number of values")
    # The synthesiser keeps each in a byte.
    voice = _Voice(*(integer(word) & 0xFF for word in words[1:5]))
    bounded(len(words[5]), 0, _PHONEMES_MAX, "text too long")
    return words[0], voice, words[5]
