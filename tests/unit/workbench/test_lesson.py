"""A lesson on the workbench: steps, code, checks; quit and come back."""

from pathlib import Path

import pytest
from kibako.errors import FileError
from kibako.lessons.catalogue import read_catalogue
from kibako.workbench import autosave, checking, core
from kibako.workbench.commands import (
    Check,
    ClosePack,
    EditCode,
    NextStep,
    OpenPack,
    OpenStep,
    PressButton,
    PreviousStep,
    ReleaseButton,
    ResetCode,
    Run,
    SendInput,
    SetLanguage,
    SetReading,
    Stop,
)

STEPS = read_catalogue().pack("first-light").steps


def saved(bench, step: str = "heart") -> str:
    return (bench.home / "work" / "first-light" / f"{step}.py").read_text(encoding="utf-8")


def test_a_whole_lesson_tells_its_events_in_order(bench):
    assert bench.do(OpenPack("first-light")) == [
        ("lesson", "opened", "first-light"),
        ("lesson", "step", 0),
    ]
    passed = ("check", "passed", "Well done!")
    for number, step in enumerate(STEPS):
        told = bench.do(EditCode(step.solution), Check())
        finished = [("lesson", "finished", "first-light")] if number == len(STEPS) - 1 else []
        assert told == [
            ("lesson", "saved", None),
            ("check", "start", None),
            passed,
            ("lesson", "passed", number),
            *finished,
        ]
        assert bench.view.result.passed
        if number < len(STEPS) - 1:
            assert bench.view.can_go_on
            assert bench.do(NextStep()) == [("lesson", "step", number + 1)]
    assert bench.view.finished
    assert bench.do(ClosePack()) == [("lesson", "closed", None)]
    assert (bench.view.packs[0].done, bench.view.packs[0].last) == (len(STEPS), True)


def test_the_view_shows_the_open_step(bench):
    bench.do(OpenPack("first-light"))
    view = bench.view
    assert (view.pack.id, view.step, view.steps) == ("first-light", 0, len(STEPS))
    assert view.passed == (False,) * len(STEPS)
    assert view.title == "Show a heart"
    assert view.text == STEPS[0].text["en"]
    assert view.code == STEPS[0].starter
    bench.do(ClosePack())
    assert (bench.view.pack, bench.view.code, bench.view.text) == (None, "", "")


def test_a_check_that_fails_says_what_was_seen_until_the_program_changes(bench):
    bench.do(OpenPack("first-light"), EditCode("print(1)\n"))
    told = bench.do(Check())
    seen = "The lamps stayed dark all the time."
    expected = "The display should show the heart (Image.HEART)."
    assert told[-1] == ("check", "failed", {"seen": seen, "expected": expected})
    assert (bench.view.result.seen, bench.view.result.expected) == (seen, expected)
    bench.do(SetLanguage("ja"))
    assert bench.view.result.seen.startswith("ランプは")
    bench.do(EditCode("print(2)\n"))
    assert bench.view.result is None


def test_everything_is_where_it_was_after_a_restart(bench):
    bench.do(OpenPack("first-light"), EditCode(STEPS[0].solution), Check(), NextStep())
    bench.do(EditCode("# にほんご\n"), SetReading("kana"), SetLanguage("ja"))
    bench.restart()
    assert (bench.view.reading, bench.view.lang) == ("kana", "ja")
    assert bench.view.packs[0].last
    assert bench.do(OpenPack("first-light"))[-1] == ("lesson", "step", 1)
    assert bench.view.code == "# にほんご\n"
    assert bench.view.passed == (True, *(False,) * (len(STEPS) - 1))
    bench.do(PreviousStep())
    assert bench.view.code == STEPS[0].solution


def test_an_edit_is_on_disk_within_a_second_by_itself(bench):
    bench.do(OpenPack("first-light"))
    bench.send(EditCode("x = 1\n"))
    assert not bench.view.saved
    bench.wait("lesson", "saved")
    assert bench.view.saved
    assert saved(bench) == "x = 1\n"
    assert autosave.AUTOSAVE_S <= 1


@pytest.mark.parametrize(
    "last", [Run(), Check(), ClosePack(), ResetCode(), OpenPack("first-light")]
)
def test_code_is_on_disk_before_anything_happens_to_it(bench, last):
    bench.do(OpenPack("first-light"))
    bench.send(EditCode("x = 1\n"), last)
    bench.idle()
    kept = bench.home / "work" / "first-light"
    texts = [path.read_text(encoding="utf-8") for path in kept.rglob("*.py")]
    assert "x = 1\n" in texts


def test_every_run_keeps_a_snapshot(bench):
    bench.do(OpenPack("first-light"))
    for text in ("a = 1\n", "a = 2\n", "a = 2\n"):
        bench.do(EditCode(text), Run())
    folder = bench.home / "work" / "first-light" / "snapshots" / "heart"
    assert [path.read_text() for path in sorted(folder.iterdir())] == ["a = 1\n", "a = 2\n"]


def test_starting_over_keeps_the_program(bench):
    bench.do(OpenPack("first-light"), EditCode("mine\n"))
    assert bench.do(ResetCode())[-1] == ("lesson", "reset", 0)
    assert bench.view.code == STEPS[0].starter
    folder = bench.home / "work" / "first-light" / "snapshots" / "heart"
    assert [path.read_text() for path in folder.iterdir()] == ["mine\n"]


def test_a_late_edit_lands_in_its_own_step(bench):
    bench.do(OpenPack("first-light"), EditCode(STEPS[0].solution), Check(), NextStep())
    bench.do(EditCode("late\n", step=0))
    assert bench.view.code == STEPS[1].starter
    bench.do(PreviousStep())
    assert bench.view.code == "late\n"


def test_odd_text_is_made_plain(bench):
    bench.do(OpenPack("first-light"), EditCode("a\r\nb\rc\ud800\n"))
    assert bench.view.code == "a\nb\nc?\n"
    bench.do(ClosePack())
    assert saved(bench) == "a\nb\nc?\n"


def test_a_full_disk_is_told_and_the_code_stays(bench, monkeypatch):
    bench.do(OpenPack("first-light"))

    def full(path: Path, data: bytes) -> None:
        raise FileError("disk_full", path=str(path), reason="full")

    monkeypatch.setattr("kibako.club.progress.write_private", full)
    bench.send(EditCode("precious\n"), Run())
    bench.idle()
    assert "disk_full" in bench.errors()
    assert ("program", "end", "done") not in bench.told()
    assert ("program", "end", "error") in bench.told()
    assert (bench.view.code, bench.view.saved) == ("precious\n", False)
    monkeypatch.undo()
    bench.do(ClosePack())
    assert saved(bench) == "precious\n"


def test_damage_on_disk_is_told_in_one_sentence(bench):
    bench.do(OpenPack("first-light"), EditCode("mine\n"), ClosePack())
    folder = bench.home / "work" / "first-light"
    (folder / "progress.json").write_bytes(b"{")
    (folder / "heart.py").write_bytes(b"\xff")
    (bench.home / "work" / "settings.json").write_bytes(b"\0")
    bench.restart()
    bench.do(OpenPack("first-light"))
    assert bench.errors() == ["work_damaged"] * 3
    assert bench.view.code == STEPS[0].starter
    assert (folder / "heart.py.damaged-1").read_bytes() == b"\xff"


def test_a_broken_pack_is_told_to_the_first_listener(bench):
    folder = bench.home / "data" / "packs" / "mine"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text("schema = 1")
    bench.restart()
    assert bench.errors() == ["pack_broken"]
    assert "first-light" in [pack.id for pack in bench.view.packs]
    assert "mine" not in [pack.id for pack in bench.view.packs]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (OpenPack("first-lite"), "pack_unknown_near"),
        (OpenPack("robots"), "pack_unknown"),
        (NextStep(), "step_closed"),
        (OpenStep(2), "step_closed"),
        (OpenStep(len(STEPS)), "no_such_step"),
        (OpenStep(-1), "no_such_step"),
        (PreviousStep(), "first_step"),
        (EditCode("x", step=9), "no_such_step"),
        (SendInput("x"), "nothing_runs"),
        (PressButton("button_a"), "nothing_runs"),
        (PressButton("button_x"), "world_no_button"),
        (ReleaseButton("button_b"), "nothing_runs"),
        (SetLanguage("fr"), "language_unknown"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(bench, command, code):
    bench.do(OpenPack("first-light"))
    before = bench.view
    told = bench.do(command)
    assert [value["code"] for _, _, value in told] == [code]
    assert all(value["what"] and value["next"] for _, _, value in told)
    assert bench.view == before


@pytest.mark.parametrize(
    "command", [Run(), Check(), ClosePack(), NextStep(), EditCode("x"), ResetCode()]
)
def test_without_an_open_pack(bench, command):
    bench.do(command)
    assert bench.errors() == ["no_pack_open"]
    assert bench.do(Stop()) == []


def test_a_fault_of_ours_does_not_stop_the_next_job(bench, monkeypatch):
    bench.do(OpenPack("first-light"))
    caught = []
    monkeypatch.setattr("threading.excepthook", caught.append)
    monkeypatch.setattr(checking, "run_check", lambda *args, **kwargs: 1 / 0)
    bench.do(Check())
    monkeypatch.undo()
    assert [arg.exc_type for arg in caught] == [ZeroDivisionError]
    bench.do(Check())
    assert ("check", "failed") in [told[:2] for told in bench.told()]


def test_after_closing_nothing_is_done(bench):
    bench.do(OpenPack("first-light"))
    bench.core.close()
    bench.core.close()
    assert bench.do(Run(), EditCode("x")) == []


def test_what_a_pack_needs_hangs_on_the_board_while_it_is_open(bench):
    bench.do(OpenPack("kuma-alert"))
    assert "door" in bench.core.around().buttons
    bench.do(EditCode("from microbit import *\nprint(pin1.read_digital())"), Run())
    assert "door" in bench.core.around().buttons
    bench.do(ClosePack(), OpenPack("first-light"))
    assert "door" not in bench.core.around().buttons


def test_who_listens_gets_the_text_for_that(bench, tmp_path):
    face = core.Workbench(work_dir=tmp_path / "ears", listens=True)
    face.send(OpenPack("town-game"))
    assert face.wait_idle(60.0)
    bench.do(OpenPack("town-game"))
    assert face.view.text != bench.view.text
    face.close()
