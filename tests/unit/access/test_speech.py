"""What is said next, by a clock of the test; and what becomes of voices that fail."""

import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako_access.player import PlayerFailed
from kibako_access.speech_queue import STALE_S, SpeechQueue, Urgency, Utterance
from kibako_access.talker import Problem, Talker, Voices, joined, seconds, sentences
from kibako_access.voice_process import VoiceProcess
from kibako_access.voice_worker import wav
from kibako_access.voices import Manner, ProcessVoice, VoiceFailed, VoiceName
from kibako_access.wording import Lang

WAIT_S = 30.0
SOUND = wav(b"\1\0" * 400, 8000)


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def one(text: str, urgency: Urgency = Urgency.RESULT) -> Utterance:
    return Utterance((text,), "ja", urgency)


def test_stops_come_before_results_and_results_before_chatter() -> None:
    queue = SpeechQueue(Clock())
    queue.put(one("chatter", Urgency.CHATTER))
    queue.put(one("old result"))
    queue.put(one("result"))
    queue.put(one("stop", Urgency.STOP))
    said: list[str] = []
    while (next_one := queue.take()) is not None:
        said.append(next_one.sentences[0])
        queue.ended(next_one)
    assert said == ["stop", "result"], "chatter of a program that has stopped is of the past"


def test_a_stop_breaks_off_and_is_next_at_once() -> None:
    clock = Clock()
    queue = SpeechQueue(clock)
    queue.put(one("long result"))
    assert queue.take() == one("long result")
    clock.now_s = 10.0
    asked_s = clock.now_s
    assert queue.put(one("stop", Urgency.STOP)), "the voice is told to break off"
    assert queue.take() == one("stop", Urgency.STOP)
    assert clock.now_s - asked_s <= 0.2


def test_the_same_urgency_does_not_break_off() -> None:
    queue = SpeechQueue(Clock())
    queue.put(one("a", Urgency.CHATTER))
    first = queue.take()
    assert first is not None
    assert not queue.put(one("b", Urgency.CHATTER))
    assert not queue.put(one("c", Urgency.CHATTER))
    assert queue.take() is None
    queue.ended(first)
    assert queue.take() == one("c", Urgency.CHATTER)


def test_old_chatter_is_not_said() -> None:
    clock = Clock()
    queue = SpeechQueue(clock)
    queue.put(one("a", Urgency.CHATTER))
    clock.now_s = STALE_S + 0.1
    assert queue.take() is None


def test_again_and_silence() -> None:
    queue = SpeechQueue(Clock())
    assert not queue.again()
    queue.put(one("stop", Urgency.STOP))
    queue.take()
    assert queue.again()
    repeated = queue.take()
    assert repeated == one("stop")
    queue.put(one("later"))
    queue.silence()
    assert queue.idle
    assert queue.last == repeated


@given(st.lists(st.sampled_from([*Urgency, None]), max_size=30))
def test_no_more_than_one_of_each_urgency_waits(deeds: list[Urgency | None]) -> None:
    queue = SpeechQueue(Clock())
    for number, urgency in enumerate(deeds):
        if urgency is None:
            queue.take()
        else:
            queue.put(one(str(number), urgency))
    left = 0
    if queue.now is not None:
        queue.ended(queue.now)
    while (found := queue.take()) is not None:
        left += 1
        queue.ended(found)
    assert left <= len(Urgency)


class Parrot:
    """A voice that notes what it is to say, and can fail."""

    def __init__(self, name: VoiceName, reason: str = "") -> None:
        self.name: VoiceName = name
        self.reason = reason
        self.said: list[str] = []
        self.manners: list[Manner] = []

    def render(self, text: str, lang: Lang, manner: Manner) -> bytes:
        self.manners.append(manner)
        if self.reason:
            raise VoiceFailed(self.name, self.reason)
        self.said.append(text)
        return SOUND

    def quiet(self) -> None:
        pass

    def close(self) -> None:
        pass


class Ear:
    """A player that holds each sound until it is stopped, or lets it go at once."""

    def __init__(self, *, holds: bool = False, fails: bool = False) -> None:
        self._holds, self._fails = holds, fails
        self.heard = 0
        self.begun = threading.Event()
        self._stopped = threading.Event()

    def play(self, wav: bytes, timeout_s: float) -> None:
        assert timeout_s > seconds(wav) > 0
        if self._fails:
            raise PlayerFailed("no device")
        self.heard += 1
        self.begun.set()
        if self._holds:
            assert self._stopped.wait(WAIT_S)

    def stop(self) -> None:
        self._stopped.set()


class Earcons:
    quieted = 0

    def silence(self) -> None:
        self.quieted += 1


def test_a_voice_that_fails_is_told_once_and_the_next_one_speaks() -> None:
    told: list[Problem] = []
    parrots = {"openjtalk": Parrot("openjtalk", "slow"), "espeak": Parrot("espeak")}
    voices = Voices(["openjtalk", "espeak"], Manner(), told.append, lambda name: parrots[name])
    talker = Talker(voices, Ear())
    talker.say(["ひとつ。ふたつ。"], "ja")
    assert talker.wait_silent(WAIT_S)
    talker.say(["みっつ。"], "ja")
    assert talker.wait_silent(WAIT_S)
    talker.close()
    assert parrots["espeak"].said == ["ひとつ。", "ふたつ。", "みっつ。"]
    assert told == [Problem("slow", "openjtalk")]


def test_another_manner_holds_from_what_is_said_next() -> None:
    parrot, fast = Parrot("espeak"), Manner(rate_percent=250, volume_percent=30)
    talker = Talker(Voices(["espeak"], Manner(), lambda problem: None, lambda name: parrot), Ear())
    talker.say(["a"], "en")
    assert talker.wait_silent(WAIT_S)
    talker.speak_as(fast)
    talker.say(["b"], "en")
    assert talker.wait_silent(WAIT_S)
    talker.close()
    assert parrot.manners == [Manner(), fast]


def test_without_any_voice_or_device_it_is_told_once() -> None:
    told: list[Problem] = []
    talker = Talker(Voices([], Manner(), told.append), Ear())
    talker.say(["a"], "en")
    talker.say(["b"], "en")
    assert talker.wait_silent(WAIT_S)
    talker.close()
    assert told == [Problem("none")]
    told.clear()
    parrot = Parrot("espeak")
    deaf = Talker(Voices(["espeak"], Manner(), told.append, lambda name: parrot), Ear(fails=True))
    for _ in range(2):
        deaf.say(["a"], "en")
        assert deaf.wait_silent(WAIT_S)
    deaf.close()
    assert told == [Problem("player", detail="no device")]


@pytest.mark.parametrize("how", ["silence", "stop"])
def test_silence_and_stops_break_off_speech_and_earcons(how: str) -> None:
    ear, earcons, parrot = Ear(holds=True), Earcons(), Parrot("espeak")
    voices = Voices(["espeak"], Manner(), lambda problem: None, lambda name: parrot)
    talker = Talker(voices, ear, [earcons])
    talker.say(["one. two."], "en")
    assert ear.begun.wait(WAIT_S)
    if how == "silence":
        talker.silence()
    else:
        talker.say(["stopped"], "en", Urgency.STOP)
    assert talker.wait_silent(WAIT_S)
    assert earcons.quieted == 1
    assert "two." not in parrot.said
    talker.close()


HANGS = "import time; time.sleep(600)"
DIES = "import sys; sys.stdin.readline(); sys.exit(3)"
LIES = "import sys; sys.stdin.readline(); sys.stdout.write('x' * 8); sys.stdout.flush()"


@pytest.mark.parametrize(("code", "reason"), [(DIES, "crashed"), (LIES, "crashed")])
def test_a_process_that_dies_or_talks_nonsense(code: str, reason: str) -> None:
    voice = ProcessVoice("openjtalk", VoiceProcess([sys.executable, "-c", code]))
    with pytest.raises(VoiceFailed) as failed:
        voice.render("あ", "ja", Manner())
    assert failed.value.reason == reason
    voice.close()
    with pytest.raises(VoiceFailed):
        voice.render("あ", "ja", Manner())


def test_a_process_that_hangs_is_given_up_and_killed() -> None:
    process = VoiceProcess([sys.executable, "-c", HANGS])
    with pytest.raises(TimeoutError):
        process.ask({"text": "あ"}, 0.05)
    process.close()


def test_sounds_are_joined_and_texts_are_split() -> None:
    assert seconds(joined([SOUND, SOUND])) == pytest.approx(2 * seconds(SOUND))
    assert joined([]) == b""
    assert seconds(b"no sound") == 0.0
    assert sentences("あ。い！ a. b\nc") == ("あ。", "い！", "a.", "b", "c")
    assert max(map(len, sentences("x" * 2000))) == 500
