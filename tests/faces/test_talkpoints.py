"""Talkpoints as a learner has them, in the line mode and on the screen."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from kibako.boards.board import Board
from kibako.events import Event
from kibako.workbench import commands
from kibako.workbench.core import Workbench
from kibako.workbench.questions import sentences
from kibako.workbench.talk_beside import TalkBeside
from kibako.workbench.talkpoints import Talkpoint

from .helpers import Record, Wait, screen_of
from .test_line import talk

LOOP = "for i in range(3):\n    x = i * 2\nprint(x)\n"


def opened(bench: Workbench) -> Workbench:
    bench.send(commands.OpenPack("first-light"))
    bench.send(commands.EditCode(LOOP, 0))
    return bench


def test_a_value_and_a_word_are_said_in_the_line_mode(workbench: Workbench) -> None:
    opened(workbench)
    said = talk(
        workbench,
        *(
            "つぶやき",
            "つぶやき 2 x",
            "talk 3 おわり",
            "ツブヤキ",
            "つぶやき 3 print(x)",
            "うごかす",
        ),
        *("つぶやき 3", "つぶやき ３", "つぶやき x", "つぶやき 3 あ い", "おわる"),
    )
    assert "つぶやきは ありません。「つぶやき 3 x」の ように つけます。" in said
    assert said.count("2ぎょうめで「x」の あたいを いいます。") == 2
    heard = [line for line in said if line.startswith(("2ぎょうめ: ", "3ぎょうめ: "))]
    assert heard[0] == "2ぎょうめ: x は 0"
    assert set(heard[1:]) == {"2ぎょうめ: x は 4", "3ぎょうめ: おわり"}
    assert "3ぎょうめの つぶやきを はずしました。" in said
    assert "3ぎょうめを とおると いいます。" in said
    assert any(line.startswith("こまったこと: つぶやきは みるだけです。") for line in said)
    assert any("どの ぎょうの つぶやきか わかりません" in line for line in said)
    assert workbench.view.code == LOOP


def test_by_digits_a_line_and_a_variable_are_chosen(workbench: Workbench, tmp_path: Path) -> None:
    opened(workbench)
    said = talk(workbench, "0", "0", "おわる")
    number = next(line.partition(":")[0] for line in said if "つぶやき" in line)
    bench = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "own")
    try:
        said = talk(opened(bench), number, "2", "3", "おわる")
        assert bench.view.talkpoints == ((2, "x"),)
    finally:
        bench.close()
    assert "2: i" in said


async def test_the_same_is_done_on_the_screen(workbench: Workbench) -> None:
    opened(workbench)
    async with screen_of(workbench, 100, 40) as screen:
        screen.app.lesson.editor.move_cursor((1, 0))
        await screen.press("alt+2", "x", "enter")
        assert workbench.view.talkpoints == ((2, "x"),)
        ended = Wait(workbench, "program", "end")
        await screen.press("f5")
        await screen.wait(ended)
        assert "2ぎょうめ: x は 4" in screen.app.lesson.output.text
        await screen.press("alt+2")
        assert workbench.view.talkpoints == ()
        assert screen.app.lesson.editor.text == LOOP


def test_they_are_there_the_next_time_and_gone_with_their_line(tmp_path: Path) -> None:
    for expected in ((), ((2, "x"),)):
        bench = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "work")
        opened(bench)
        assert bench.view.talkpoints == expected
        bench.send(commands.Talk(2, "x"))
        bench.close()
    bench = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "work")
    bench.send(commands.OpenPack("first-light"))
    bench.send(commands.EditCode("\n" + LOOP, 0))
    assert bench.view.talkpoints == ((3, "x"),)
    bench.send(commands.EditCode("print(1)\n", 0))
    assert bench.view.talkpoints == ()
    bench.close()


def test_a_real_board_says_once_that_it_cannot() -> None:
    events: list[Event] = []
    beside = TalkBeside(lambda code: (Talkpoint(2, "x"),), events.append)
    board = cast(Board, SimpleNamespace(machine=None))
    with beside.hear(board, LOOP, threading.Event()):
        assert [(e.source, e.what) for e in events] == [("talkpoint", "unheard")]
    assert "ほんものの ボードでは" in sentences(events[0])[0]


def test_the_board_s_events_are_the_same_in_a_lesson(tmp_path: Path) -> None:
    told: list[list[tuple[str, str, object]]] = []
    for number, points in enumerate(((), ((2, "x"), (3, "")))):
        bench = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / str(number))
        record = Record(opened(bench))
        for line, text in points:
            bench.send(commands.Talk(line, text))
        bench.send(commands.Run())
        assert bench.wait_idle(60.0)
        bench.close()
        told.append([each for each in record.without_time() if each[0] != "talkpoint"])
        times = {(each.source, each.what): each.t_ms for each in reversed(record.events)}
        said_ms = times.get(("talkpoint", "said"), times["program", "end"])
        assert times["board", "soft_reset"] <= said_ms
    assert told[0] == told[1]
