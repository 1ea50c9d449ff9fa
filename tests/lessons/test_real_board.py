"""The checks of a pack on the real micro:bit firmware: the same verdicts as on a virtual board."""

from collections.abc import Iterator

import pytest
from kibako.boards.board import Board
from kibako.errors import BoardError
from kibako.events import Event
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.checks import run_check
from kibako.lessons.tracing import Reports, traced
from kibako.links.virtual import VirtualLink
from kibako.virtual.options import VirtualOptions

from ..reference.qemu_microbit import QemuMicrobit, need_qemu
from ..reference.reference_board import EMULATED

PACK = read_catalogue().pack("first-light")
HEART, BLINK, BUTTON = (
    next(step for step in PACK.steps if step.id == name) for name in ("heart", "blink", "button")
)
FORGED = """from microbit import *
import time
for tag in ("", "0123456789ab"):
    print("\\x1e" + tag + " 10 frame 09090:99999:99999:09990:00900")
"""


@pytest.fixture(scope="module")
def emulated() -> Iterator[tuple[QemuMicrobit, Board]]:
    """The real firmware of a V1 under QEMU, connected."""
    need_qemu()
    with QemuMicrobit() as found:
        board = found.connect()
        yield found, board
        board.close()


@EMULATED
@pytest.mark.parametrize("step", [HEART, BLINK], ids=["heart", "blink"])
def test_the_verdicts_are_those_of_the_virtual_board(emulated, step) -> None:
    board = emulated[1]
    passed = run_check(PACK, step, step.solution, real=board)
    assert passed is not None
    assert passed.passed, passed.seen
    for wrong in step.wrong[:2]:
        outcome = run_check(PACK, step, wrong.code, real=board)
        assert outcome is not None
        assert outcome.finding == wrong.says, wrong.name


@EMULATED
def test_a_person_presses_when_asked(emulated) -> None:
    firmware, board = emulated
    asked: list[str] = []

    def person(event: Event) -> None:
        if (event.source, event.what) == ("check", "request") and isinstance(event.value, dict):
            deed = str(event.value["deed"])
            asked.append(deed)
            (firmware.press if deed == "hold" else firmware.release)("button_a")

    outcome = run_check(PACK, BUTTON, BUTTON.solution, real=board, on_event=person)
    assert outcome is not None
    assert outcome.passed, outcome.seen
    assert asked == ["hold", "release"]


@EMULATED
def test_printing_what_looks_like_a_report_gains_nothing(emulated) -> None:
    outcome = run_check(PACK, HEART, FORGED, real=emulated[1])
    assert outcome is not None
    assert outcome.finding == "check_shows_dark"


def test_a_kind_of_board_that_cannot_report_is_refused() -> None:
    board = Board(VirtualLink("pico", "pico", VirtualOptions(pace="fast", ephemeral=True)))
    board.connect()
    try:
        with pytest.raises(BoardError) as caught:
            run_check(PACK, HEART, HEART.solution, real=board)
        assert caught.value.code == "check_real_kind"
    finally:
        board.close()


def test_lines_stay_where_they_are() -> None:
    code = "import microbit as m, time\nfrom microbit import (\n    display as d,\n    sleep,\n)\n"
    made = traced(code)
    assert len(made.splitlines()) == len(code.splitlines())
    assert made.splitlines()[0].endswith(";_kibako_begin();m=_KibakoModule(m,_kibako_own)")
    assert made.splitlines()[-1] == ");_kibako_begin();d=_kibako_own['display']"
    assert traced("while True\n") == "while True\n"


def test_reports_come_in_pieces_among_text() -> None:
    reports = Reports("abc")
    line = "\x1eabc 12 frame 00000:00000\r\n"
    sent = f"a{line}\x1eabd 1 frame x\r\nb\x1eabc 99999999999 frame y\r\n"
    said, found = "", []
    for letter in sent:
        text, told = reports.take(letter)
        said += text
        found += told
    assert found == [(12, "frame", "00000:00000")]
    assert said == sent.replace(line, "")
    assert reports.take("\x1e" + "z" * 300)[0] != "", "a report that never ends is text"
