"""Both faces speak: what is said together, how urgent it is, and that a stop is said at once."""

import io
from collections.abc import Callable, Iterable, Iterator

import pytest
from kibako.events import Event
from kibako.line.main import run as run_line
from kibako.workbench import commands, talk
from kibako.workbench.core import Workbench
from kibako.workbench.settings import setting
from kibako.workbench.view import View
from kibako_access.speech_queue import Urgency
from kibako_access.talker import Problem
from kibako_access.voices import Manner

from .helpers import HEART, Wait, screen_of

FOREVER = 'print("go")\nwhile True:\n    pass\n'


class Ear:
    """Takes the place of what speaks."""

    def __init__(self) -> None:
        self.heard: list[tuple[Urgency, tuple[str, ...]]] = []
        self.silenced = 0
        self.closed = False
        self.problem: Callable[[Problem], None] = lambda problem: None
        self.manner = Manner()

    def speak_as(self, manner: Manner) -> None:
        self.manner = manner

    def say(self, text: Iterable[str], lang: str, urgency: Urgency) -> None:
        self.heard.append((urgency, tuple(text)))

    def silence(self) -> None:
        self.silenced += 1

    def close(self) -> None:
        self.closed = True

    def said(self, sentence: str) -> Urgency:
        return next(how for how, lines in self.heard if any(sentence in each for each in lines))


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    ear = Ear()

    def made(tell: Callable[[Problem], None], others: object) -> Ear:
        ear.problem = tell
        return ear

    monkeypatch.setattr(talk, "usual_talker", made)
    yield ear


def test_the_line_mode_speaks_what_it_writes(workbench: Workbench, ear: Ear) -> None:
    out = io.StringIO()
    faster = "せってい こえの はやさ とても はやい"
    typed = f"1\nこえ だす\n{faster}\nよむ\nよみあげ 99\nもういちど\nしずかに\nこえ とめる\nよむ\n"
    run_line(workbench, io.StringIO(typed), out)
    assert ear.said("こえを だします") is Urgency.RESULT
    step = next(lines for _, lines in ear.heard if lines[0].startswith("ステップ 1/5: "))
    assert len(step) > 5, "the text of a step is one thing, not the newest of its lines"
    assert ear.said("つかえない ばんごう") is Urgency.STOP
    prompts = [how for how, lines in ear.heard if lines[0].startswith("ステップ 1 [")]
    assert Urgency.CHATTER in prompts, "a prompt is said when nothing else is"
    assert ear.silenced == 1
    assert ear.closed
    assert ear.manner.rate_percent == talk.RATE_PERCENT["fastest"]
    assert workbench.view.setting("speech") == "off"


async def test_the_screen_speaks_and_says_a_stop_at_once(workbench: Workbench, ear: Ear) -> None:
    workbench.send(commands.OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        await screen.press("alt+q")
        assert workbench.view.setting("speech") == "on"
        assert ear.said("こえを") is Urgency.RESULT
        await screen.write(FOREVER)
        going = Wait(workbench, "program", "print", "go\n")
        await screen.press("f5")
        await screen.wait(going)
        before = len(ear.heard)
        screen.app.send(commands.Stop())
        assert ear.heard[before] == (Urgency.STOP, ("とめます。",)), "before the board has stopped"
        await screen.settle()
        assert ear.said("プログラムを とめました") is Urgency.STOP
        await screen.press("alt+z")
        assert ear.heard[-1] == (Urgency.RESULT, ear.heard[-2][1])
        await screen.press("ctrl+s")
        assert ear.silenced == 1
        ear.problem(Problem("player", detail="no device"))
        await screen.paint()
        assert "no device" in screen.text
    assert ear.closed


async def test_the_screen_says_what_a_program_prints_shows_and_is_asked(
    workbench: Workbench, ear: Ear
) -> None:
    workbench.send(commands.OpenPack("first-light"))
    workbench.send(commands.Choose("speech", "on"))
    async with screen_of(workbench) as screen:
        await screen.write(HEART + 'print("こんにちは")\ndisplay.show("7")\n')
        await screen.press("f5")
        await screen.settle()
        assert ear.said("こんにちは") is Urgency.CHATTER
        end = next(lines for _, lines in ear.heard if "プログラムが おわりました。" in lines)
        assert end[-2:] == ("ひょうじ: すうじ 7", "プログラムが おわりました。"), "the last picture"
        assert not any("ハート" in line for _, lines in ear.heard for line in lines), "too short"
        screen.app.send(commands.Choose("size", "large"))
        await screen.settle()
        assert ear.said("おおきさ: ") is Urgency.RESULT
        screen.app.send(commands.ClosePack())
        await screen.settle()
        assert ear.said("パックを とじました") is Urgency.RESULT


def test_speech_stays_as_it_was_set(workbench: Workbench, ear: Ear) -> None:
    workbench.send(commands.Choose("speech", "on"))
    run_line(workbench, io.StringIO("おわる\n"), io.StringIO())
    assert ear.heard[0][1][0].startswith("キバコ")


@pytest.mark.parametrize(
    ("source", "what", "value", "urgency"),
    [
        ("program", "end", "done", Urgency.RESULT),
        ("program", "end", "stopped", Urgency.STOP),
        ("program", "print", "x", Urgency.CHATTER),
        ("display", "frame", "x", Urgency.CHATTER),
        ("error", "raised", {}, Urgency.STOP),
        ("check", "passed", "x", Urgency.RESULT),
    ],
)
def test_what_is_urgent(source: str, what: str, value: object, urgency: Urgency) -> None:
    assert talk.urgency_of(Event(0, source, what, value)) is urgency  # type: ignore[arg-type]


def test_each_step_of_the_voice_asks_for_more_than_the_one_before() -> None:
    for name, of in (("rate", 5), ("pitch", 3), ("volume", 3)):
        steps = setting(f"voice_{name}").values
        asked = [
            getattr(talk.manner_of(View(chosen=((f"voice_{name}", step),))), f"{name}_percent")
            for step in steps
        ]
        assert asked == sorted(set(asked))
        assert len(asked) == of
    normal = View(chosen=(("voice_rate", "normal"), ("voice_pitch", "normal")))
    assert talk.manner_of(View()) == talk.manner_of(normal)


def test_every_problem_is_told_in_words() -> None:
    for what in ("missing", "crashed", "slow", "player", "none"):
        error = talk.problem_of(Problem(what, "espeak", "x"))
        assert error.what
        assert error.next_step
