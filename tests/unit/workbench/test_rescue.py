"""A rescue in the workbench: its events, its sentences, and the stop."""

import threading
import tomllib
from pathlib import Path
from typing import cast, get_args

import pytest
from kibako import strings
from kibako.boards.rescue import RUNGS, State
from kibako.boards.ways import Hand
from kibako.events import Event, JsonValue
from kibako.links.open import open_link
from kibako.workbench import commands
from kibako.workbench.core import Workbench
from kibako.workbench.rescue import Ways, sentences
from kibako_access import ruby

RESCUE = Path(strings.__file__).with_name("messages") / "rescue.ja.toml"
BOARD = "virtual:microbit/stuck"
LOOPS = b"while True: pass\n"
DEAF = b"import micropython\nmicropython.kbd_intr(-1)\nwhile True: pass\n"


class Told:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self.changed = threading.Condition()

    def take(self, event: Event) -> None:
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()

    def wait(self, what: str) -> dict[str, JsonValue]:
        def found() -> Event | None:
            return next((e for e in self.events if (e.source, e.what) == ("rescue", what)), None)

        with self.changed:
            event = self.changed.wait_for(found, 30)
        assert event is not None, self.events
        return cast("dict[str, JsonValue]", event.value)


def opened(main: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Workbench, Told]:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    folder = open_link(BOARD).flash_folder
    folder.mkdir(parents=True)
    (folder / "main.py").write_bytes(main)
    core, told = Workbench(board=BOARD), Told()
    core.subscribe(told.take)
    return core, told


def test_a_board_is_freed_and_the_next_program_runs_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core, told = opened(LOOPS, tmp_path, monkeypatch)
    try:
        core.send(commands.Rescue(wipe=True))
        assert told.wait("end")["state"] == "wiped"
        assert Path(str(told.wait("kept")["path"])).read_bytes() == LOOPS
        core.send(commands.OpenPack("first-light"))
        core.send(commands.EditCode("print('again')\n"))
        core.send(commands.Run())
        assert core.wait_idle(30)
        assert ("program", "end", "done") in [(e.source, e.what, e.value) for e in told.events]
    finally:
        core.close()


def test_a_rescue_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core, told = opened(DEAF, tmp_path, monkeypatch)
    try:
        core.send(commands.Rescue())
        told.wait("rung")
        core.send(commands.Stop())
        assert told.wait("end") == {"board": BOARD, "ok": False, "state": "stopped", "starts": []}
        assert core.wait_idle(30)
    finally:
        core.close()


ERROR: JsonValue = {"code": "x", "what": "so it is", "next": "do that"}
RESULTS: tuple[dict[str, JsonValue], ...] = (
    {"rung": "stop", "result": "freed", "how": "hard", "board": "Pico", "starts": []},
    {"rung": "stop", "result": "not_freed", "said": "board_silent"},
    {"rung": "stop", "result": "not_freed", "said": "board_running"},
    {"rung": "stop", "result": "absent", "said": ""},
    {"rung": "stop", "result": "hangs", "error": ERROR},
    {"rung": "copy", "result": "done", "left": []},
    {"rung": "copy", "result": "partly", "left": ["/a.py"]},
    {"rung": "wipe", "result": "done"},
    {"rung": "wipe", "result": "declined"},
    {"rung": "wipe", "result": "unkept", "left": ["main.py"]},
)


HERE = set(get_args(State)) - {"unreachable", "reflashed"}
"""The ends of a rescue that a face has sentences of its own for."""


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_each_event_has_its_sentences(lang: str) -> None:
    strings.set_language(lang)
    events = [Event(0, "rescue", "result", value) for value in RESULTS]
    for state in get_args(State):
        value: dict[str, JsonValue] = {"board": BOARD, "ok": False, "state": state, "starts": ["x"]}
        if state == "unreachable":
            value["error"] = ERROR
        events.append(Event(0, "rescue", "end", value))
    for rung in RUNGS:
        for hand in get_args(Hand)[1:] if rung == "replug" else ("",):
            step: dict[str, JsonValue] = {"rung": rung, "limit_s": 60.0, "hand": hand}
            events.append(Event(0, "rescue", "rung", step))
    ways = Ways("RUN", "AGAIN", "WIPE", "CHOOSE")
    for event in events:
        said = list(sentences(event))
        here = list(sentences(event, ways))
        assert said, event
        if event.what == "end" and cast("dict[str, JsonValue]", event.value)["state"] in HERE:
            assert here[0] == said[0]
            words = max(here[1].rfind(word) for word in ("RUN", "AGAIN", "WIPE", "CHOOSE"))
            assert words > here[1].rfind("kibako"), here[1]
        assert all(line and "{" not in line for line in said)
        assert len(said) == 2 if event.what == "end" else len(said) == 1
    strings.set_language("ja")


def test_children_can_read_all_of_it() -> None:
    said = tomllib.loads(RESCUE.read_text(encoding="utf-8"))
    bare = {
        f"{group}.{key}": found
        for group, messages in said.items()
        for key, text in messages.items()
        if (found := ruby.without_reading(text))
    }
    assert bare == {}
