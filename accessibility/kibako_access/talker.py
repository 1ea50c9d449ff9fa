"""Speaks on a thread of its own: takes what the queue says, lets a voice make it, plays it."""

import io
import re
import threading
import time
import wave
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kibako_access import voices
from kibako_access.player import Player, PlayerFailed, Quiet, SystemPlayer
from kibako_access.speech_queue import SpeechQueue, Urgency, Utterance
from kibako_access.voices import TEXT_MAX, Manner, Voice, VoiceFailed, VoiceName
from kibako_access.wording import Lang

PLAY_SPARE_S = 5.0
"""How much longer than its sound a player may take, in seconds."""
CLOSE_S = 3.0
"""How long closing waits for the voice, in seconds."""
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s|\n")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something is not heard; each is told once.

    Attributes:
        what: ``missing``, ``crashed`` or ``slow`` for a voice; ``player``; ``none`` for no voice.
        voice: Which voice; "" where it is about none.
        detail: What the system says.
    """

    what: str
    voice: str = ""
    detail: str = ""


def sentences(text: str) -> tuple[str, ...]:
    """Split a text into what a voice takes at once; silence is nothing."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        part = part.strip()
        found += [part[at : at + TEXT_MAX] for at in range(0, len(part), TEXT_MAX)]
    return tuple(found)


class Voices:
    """The voices that may be used, the best first; one that fails is left out from then on.

    Args:
        names: Which ones.
        manner: How they speak; another one holds from the next sentence on.
        tell: Told of each problem, once.
        make: Makes a voice.
    """

    def __init__(
        self,
        names: Iterable[VoiceName],
        manner: Manner,
        tell: Callable[[Problem], None],
        make: Callable[[VoiceName], Voice] = voices.make,
    ) -> None:
        self._names = list(names)
        self.manner = manner
        self._tell = tell
        self._make = make
        self._made: dict[VoiceName, Voice] = {}
        self._told: set[tuple[str, str]] = set()

    def render(self, text: str, lang: Lang) -> bytes | None:
        """Return a sentence as WAV, empty when it was spoken already; None when no voice can.

        Args:
            text: The sentence.
            lang: Its language.
        """
        for name in list(self._names):
            try:
                return self._voice(name).render(text, lang, self.manner)
            except VoiceFailed as error:
                if error.reason == "language":
                    continue
                self._names.remove(name)
                if voice := self._made.pop(name, None):
                    voice.close()
                self.problem(Problem(error.reason, name, error.detail))
        if not self._names:
            self.problem(Problem("none"))
        return None

    def problem(self, problem: Problem) -> None:
        """Tell a problem, if it was not told before."""
        key = problem.what, problem.voice
        if key not in self._told:
            self._told.add(key)
            self._tell(problem)

    def quiet(self) -> None:
        """Break off what a voice speaks by itself."""
        for voice in list(self._made.values()):
            voice.quiet()

    def close(self) -> None:
        """End all voices."""
        for voice in list(self._made.values()):
            voice.close()

    def _voice(self, name: VoiceName) -> Voice:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]


class Talker:
    """Says what it is given; every method returns at once and can be called on any thread.

    Args:
        voices: The voices.
        player: Plays what they make; the system's own player when left out.
        others: What else makes sound: the silence key and every stop quiet it too.
        clock: The time in seconds.
    """

    def __init__(
        self,
        voices: Voices,
        player: Player | None = None,
        others: Sequence[Quiet] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voices = voices
        self._player = player or SystemPlayer()
        self._others = tuple(others)
        self._changed = threading.Condition()
        self._queue = SpeechQueue(clock)
        self._closed = False
        self._deaf = False
        self._thread = threading.Thread(target=self._work, name="talker", daemon=True)
        self._thread.start()

    @property
    def last(self) -> Utterance | None:
        """What was begun last."""
        return self._queue.last

    def speak_as(self, manner: Manner) -> None:
        """Speak in another manner from the next sentence on."""
        self._voices.manner = manner

    def say(self, text: Iterable[str], lang: Lang, urgency: Urgency = Urgency.RESULT) -> None:
        """Say some lines as one utterance.

        Args:
            text: The lines.
            lang: Their language.
            urgency: Stops and errors are said before results, those before chatter.
        """
        said = tuple(sentence for line in text for sentence in sentences(line))
        if urgency is Urgency.STOP:
            self._quiet_others()
        self._do(lambda: self._queue.put(Utterance(said, lang, urgency)))

    def again(self) -> None:
        """Say once more what was said last."""
        self._do(self._queue.again)

    def silence(self) -> None:
        """Break off, and forget what waits; what comes later is said again."""

        def forget() -> bool:
            self._queue.silence()
            return True

        self._quiet_others()
        self._do(forget)

    def wait_silent(self, timeout_s: float) -> bool:
        """Wait until nothing is said and nothing waits.

        Args:
            timeout_s: How long to wait at most, in seconds.

        Returns:
            Whether it is so.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self._closed or self._queue.idle, timeout_s)

    def close(self) -> None:
        """Break off and end; closing twice is no error."""
        self.silence()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._voices.close()
        self._thread.join(CLOSE_S)

    def _quiet_others(self) -> None:
        for other in self._others:
            other.silence()

    def _do(self, change: Callable[[], bool]) -> None:
        with self._changed:
            if self._closed:
                return
            breaks = change()
            self._changed.notify_all()
        if breaks:
            self._player.stop()
            self._voices.quiet()

    def _work(self) -> None:
        while True:
            utterance = self._next()
            if utterance is None:
                return
            for sentence in utterance.sentences:
                if self._queue.now is not utterance:
                    break
                self._sound(sentence, utterance)
            with self._changed:
                self._queue.ended(utterance)
                self._changed.notify_all()

    def _next(self) -> Utterance | None:
        """Wait for what is said next; None when it is closed."""
        with self._changed:
            while not self._closed:
                utterance = self._queue.take()
                if utterance is not None:
                    return utterance
                # endless: what is to be said may be long in coming; closing wakes us
                self._changed.wait()
        return None

    def _sound(self, sentence: str, utterance: Utterance) -> None:
        sound = self._voices.render(sentence, utterance.lang)
        if not sound or self._deaf or self._queue.now is not utterance:
            return
        try:
            self._player.play(sound, seconds(sound) + PLAY_SPARE_S)
        except PlayerFailed as error:
            self._deaf = True  # nothing is to be heard any more; the screen reader still speaks
            self._voices.problem(Problem("player", detail=str(error)))


def seconds(sound: bytes) -> float:
    """Return how long a WAV file sounds, in seconds."""
    try:
        with wave.open(io.BytesIO(sound)) as file:
            return file.getnframes() / file.getframerate()
    except (wave.Error, EOFError, ZeroDivisionError):
        return 0.0


def joined(sounds: Iterable[bytes]) -> bytes:
    """Return WAV files of one voice as one; those of another form than the first are left out."""
    parts: list[bytes] = []
    form = None
    for sound in sounds:
        with wave.open(io.BytesIO(sound)) as part:
            form = form or part.getparams()
            if part.getparams()[:3] == form[:3]:
                parts.append(part.readframes(part.getnframes()))
    if form is None:
        return b""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams(form)
        out.writeframes(b"".join(parts))
    return file.getvalue()
