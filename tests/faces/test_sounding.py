"""What is heard in a lesson, in both faces; and how each sound is there as words, too."""

import io
import re
from collections.abc import Iterator

import pytest
from kibako import strings
from kibako.events import Event
from kibako.line.main import run as run_line
from kibako.workbench import commands, sounding
from kibako.workbench.core import Workbench
from kibako.workbench.settings import SOUND_MODES
from kibako.workbench.view import View
from kibako_access import earcons
from kibako_access.earcons import Sound
from kibako_access.sounder import Trouble

from .helpers import Wait, screen_of
from .test_line import talk

TABLE = earcons.sounds()
SIGNALS = {
    "program-start": Event(0, "program", "start", "heart"),
    "program-end": Event(0, "program", "end", "done"),
    "stopped": Event(0, "program", "end", "stopped"),
    "mistake": Event(0, "program", "error", {"type": "NameError", "message": "x", "frames": []}),
    "problem": Event(0, "error", "raised", {"code": "x", "what": "x", "next": "y"}),
    "check-passed": Event(0, "check", "passed", "よし"),
    "check-failed": Event(0, "check", "failed", {"seen": "a", "expected": "b"}),
    "step-done": Event(0, "lesson", "passed", 0),
    "pack-done": Event(0, "lesson", "finished"),
    "board-lost": Event(0, "program", "end", "lost"),
    "board-back": Event(0, "board", "back", "/dev/ttyACM0"),
    "asked": Event(0, "check", "request", {"sentence": "おして"}),
    "hint": Event(0, "lesson", "hint", 0),
    "progress": Event(0, "files", "progress", {"done_bytes": 5, "total_bytes": 10}),
    "indent": Event(0, "code", "depth", 4),
}


class Ear:
    """Takes the place of what plays."""

    def __init__(self) -> None:
        self.heard: list[Sound] = []
        self.silenced = 0
        self.revived = 0
        self.volume = 1.0

    def play(self, sound: Sound) -> None:
        self.heard.append(sound)

    def silence(self, key: str = "") -> None:
        self.silenced += 1

    def revive(self) -> None:
        self.revived += 1

    def close(self) -> None:
        pass

    def tones(self) -> list[tuple[earcons.Tone, ...]]:
        return [sound.tones for sound in self.heard]


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    ear = Ear()
    monkeypatch.delenv(sounding.VARIABLE)
    monkeypatch.setattr(sounding, "Sounder", lambda tell: ear)
    monkeypatch.setattr(sounding, "installed", lambda: True)
    yield ear


def test_each_sound_has_an_event_and_each_has_words() -> None:
    assert set(SIGNALS) == set(TABLE.sounds)
    for name, event in SIGNALS.items():
        found = sounding.signal(event)
        assert found is not None and found[0] == name
        for lang in ("ja", "en"):
            assert earcons.meaning(name, lang)
        always = View(chosen=((SOUND_MODES, f"{name}.announcement=on"),))
        assert sounding.captions(event, always) == [
            strings.text("sound_said.caption", meaning=earcons.meaning(name, "ja"))
        ]
    assert sounding.signal(Event(0, "display", "frame", "0")) is None


@pytest.mark.parametrize(("setting", "listens", "heard"), [
    ("auto", True, True), ("auto", False, False), ("on", False, True), ("off", True, False),
])  # fmt: skip
def test_who_hears(ear: Ear, setting: str, listens: bool, heard: bool) -> None:
    view = View(chosen=(("sound", setting), ("volume", "25"), (SOUND_MODES, "")))
    ears = sounding.Ears(lambda: view, lambda error: None, listens=listens)
    for event in SIGNALS.values():
        ears.take(event)
    assert len(ear.heard) == (len(SIGNALS) + 3 if heard else 0), "three ends stop what plays"
    if heard:
        assert ear.volume == 0.25
        keys = {sound.key for sound in ear.heard}
        assert keys == {"event", "progress", "indent", "music"}, "one ends the other"


def test_one_sound_alone_is_silenced_or_said(ear: Ear) -> None:
    kept = sounding.with_mode("", "hint", "sound", "off")
    kept = sounding.with_mode(kept, "hint", "announcement", "off")
    view = View(chosen=(("sound", "on"), ("volume", "50"), (SOUND_MODES, kept)))
    ears = sounding.Ears(lambda: view, lambda error: None, listens=True)
    ears.take(SIGNALS["hint"])
    assert not ear.heard
    assert not sounding.is_spoken(SIGNALS["hint"], view)
    ears.take(SIGNALS["asked"])
    assert ear.tones() == [TABLE.sound("asked").tones]
    assert sounding.is_spoken(SIGNALS["asked"], view)


def test_what_the_board_plays_is_heard_as_it_is(ear: Ear) -> None:
    view = View(chosen=(("sound", "on"), ("volume", "50"), (SOUND_MODES, "")))
    ears = sounding.Ears(lambda: view, lambda error: None, listens=True)
    ears.take(Event(0, "music", "tone", {"frequency_hz": 440, "duration_ms": 125}))
    ears.take(Event(0, "music", "tone", {"frequency_hz": 880, "duration_ms": -1}))
    ears.take(Event(0, "music", "stop"))
    first, second, ended = ear.heard
    assert [(tone.hz, tone.ms) for tone in first.tones] == [(440.0, 125)] and not first.loops
    assert second.tones[0].hz == 880.0 and second.loops
    assert ended.tones == () and {each.key for each in ear.heard} == {"music"}


def test_in_the_line_mode_sounds_are_chosen_named_and_heard(workbench: Workbench, ear: Ear) -> None:
    said = talk(
        workbench,
        *("おと だします", "おと 25", "おとのいちらん", "おとのいちらん 13"),
        *("おとのいちらん 13 だしません", "おとのいちらん 13 ことば だします"),
        *("おとのいちらん 99", "おとのいちらん ねこ", "おと 33", "おとのいちらん 1 ねこ"),
        *("1", "ヒント", "しずかに", "おわる"),
    )  # fmt: skip
    numbers = [line.partition(":")[0] for line in said if re.search(r"（[a-z-]+）", line)]
    assert numbers[:18] == [str(number) for number in range(1, 19)]
    assert workbench.view.setting("volume") == "25"
    hint = TABLE.sound("hint").tones
    assert ear.tones().count(hint) == 3, "turned on, louder, and asked for; not the hint itself"
    assert "♪ ヒントが でました。" in said
    assert sum(line.startswith("こまったこと: ") for line in said) == 4
    assert ear.silenced


async def test_on_the_screen_too(workbench: Workbench, ear: Ear) -> None:
    workbench.send(commands.OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        await screen.write("print(1)\n")
        assert not ear.heard, "by itself the screen is silent"
        await screen.press("ctrl+backslash")
        assert workbench.view.setting("sound") == "on"
        ended = Wait(workbench, "program", "end")
        await screen.press("f5")
        await screen.wait(ended)
        tones = ear.tones()
        begun, over = (tones.index(TABLE.sound(f"program-{at}").tones) for at in ("start", "end"))
        assert begun < over


@pytest.mark.parametrize("trouble", ["missing", "device", "hangs", "gone"])
def test_what_keeps_sounds_from_being_heard_is_told_with_a_next_step(trouble: Trouble) -> None:
    for lang in strings.LANGUAGES:
        with strings.speaking(lang):
            error = sounding.trouble_error(trouble)
            assert error.what and error.next_step


def test_a_lesson_goes_on_without_a_device(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real mixer, and SDL with a driver that is not there."""
    monkeypatch.setenv(sounding.VARIABLE, "on")
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    told: list[str] = []
    ears = sounding.Ears(
        lambda: workbench.view, lambda error: told.append(error.code), listens=True
    )
    try:
        ears.take(SIGNALS["hint"])
        assert not ears._sounder.wait(30.0)
        ears.take(SIGNALS["asked"])
        ears.take(SIGNALS["hint"])
    finally:
        ears.close()
    assert told == ["sound_device"]
    out = io.StringIO()
    assert run_line(workbench, io.StringIO("1\nおわる\n"), out) == 0
