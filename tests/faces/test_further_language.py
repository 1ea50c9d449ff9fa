"""A language more is a folder of messages: no code, and English where it says nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako import strings
from kibako.cli.main import main
from kibako.workbench.commands import OpenPack
from kibako.workbench.core import Workbench

from .helpers import Record, screen_of
from .test_line import talk

KOREAN = {
    "own_language": '[own_language]\nname = "한국어"\n',
    "tui": '[tui_home]\ntitle = "오늘은 무엇을 할까요"\nsteps = "{done}/{nowhere}"\n',
    "actions": '[action_run]\nlabel = "실행"\nhelp = "프로그램을 실행합니다."\n',
    "wrong": "[action_stop]\nlabel = 3\n",
    "broken": "[[[",
}


@pytest.fixture(autouse=True)
def korean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with a few messages, one file of which is broken, and folders that are none."""
    for name, text in KOREAN.items():
        path = tmp_path / "languages" / "ko" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "languages" / "Nothing").mkdir()
    (tmp_path / "languages" / "de").mkdir()
    monkeypatch.setenv("KIBAKO_LANGUAGES", str(tmp_path / "languages"))
    yield
    for cached in (strings._group, strings._further_tables, strings.catalogue):  # pyright: ignore
        cached.cache_clear()


def test_what_it_says_is_said_and_the_rest_in_english() -> None:
    assert strings.languages() == ("ja", "en", "ko")
    strings.set_language("ko")
    assert strings.language() == "ko"
    assert strings.own_name("ko") == "한국어"
    assert strings.text("action_run.label") == "실행"
    assert strings.text("action_stop.label") == strings.text("action_stop.label", "en")
    english = strings.text("tui_home.steps", "en", done=1, steps=2)
    assert strings.text("tui_home.steps", done=1, steps=2) == english, "a field that is not there"
    assert strings.catalogue("ko").keys() == strings.catalogue("en").keys()
    assert strings.content_language() == "en"


def test_the_environment_and_the_words_of_a_command_choose_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(strings, "_current", [])
    monkeypatch.setenv("KIBAKO_LANG", "ko")
    assert strings.language() == "ko"
    assert main(["--lang", "ko", "--version"]) == 0
    monkeypatch.delenv("KIBAKO_LANGUAGES")
    monkeypatch.setattr(strings, "_current", [])
    assert strings.language() == "ja", "its folder is gone"


async def test_the_screen_has_it_among_its_languages(tmp_path: Path, workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("f3", "f3")
        assert workbench.view.lang == "ko"
        assert "오늘은 무엇을 할까요" in screen.text
        assert "First Light" in screen.text
        await screen.press("ctrl+o")
        assert "한국어" in screen.text
        await screen.press("escape", "enter")
        assert "실행" in screen.text
        assert "Show a heart" in screen.text
    again = Workbench(board="virtual:microbit/ko", work_dir=tmp_path / "work")
    try:
        assert again.view.lang == "ko", "it is kept"
        assert [e.value for e in Record(again).events if e.what == "raised"] != []
    finally:
        again.close()


def test_the_line_mode_has_it_too(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    said = talk(workbench, "language ko", "help", "run", "hint", "quit")
    assert any("프로그램을 실행합니다." in line for line in said)
    assert any("run" in line for line in said)
