"""Small programs do the same on a virtual board and on the real firmware, or it is listed why not.

What the firmware answered is recorded (tests/reference/record.py); the tests here that need an
emulator ask it again, so that a wrong recording is noticed.
"""

from collections.abc import Iterator

import pytest

from ..unpaused import unpaused
from .cases import SHORT, cases, cases_for, listed, reasons, recording, same_words, topics
from .microbit_v2 import MicrobitV2, need_pipes
from .qemu_microbit import QemuMicrobit, need_qemu
from .reference_board import EMULATED_V1, EMULATED_V2, ReferenceBoard
from .running import ReferenceSide, VirtualSide, transcript

# Of these there is only the recording. The V2's firmware does not always survive the first two
# (microbit_v2.py says why); its emulator takes seconds for the others, and their likes are asked.
NOT_ASKED_AGAIN = {
    "microbit-v1": frozenset[str](),
    "microbit-v2": frozenset(
        {
            "buttons: during an animation",
            "display: a text letter by letter, watched",
            "display: scrolling a number",
            "display: scrolling narrow letters",
            "display: scrolling monospace",
            "display: scrolling with a space",
            "modules: love",
        }
    ),
}


def test_there_are_many_programs() -> None:
    assert len(cases()) >= 300
    assert len({case.name for case in cases()}) == len(cases())


@pytest.mark.parametrize("profile_id", SHORT.values())
def test_everything_is_recorded(profile_id: str) -> None:
    """If this fails: python tests/reference/record.py."""
    missing = {case.name for case in cases() if profile_id in case.boards}
    assert missing <= recording(profile_id).keys()


@pytest.mark.parametrize("topic", topics())
@pytest.mark.parametrize("profile_id", SHORT.values())
def test_a_virtual_board_does_the_same(
    profile_id: str, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpaused(monkeypatch)
    expected = recording(profile_id)
    side = VirtualSide(profile_id)
    try:
        found = {case.name: transcript(side, case) for case in cases_for(profile_id, topic)}
    finally:
        side.board.close()
    differ = {
        name for name, said in found.items() if same_words(said) != same_words(expected[name])
    }
    allowed = {name for name in listed(profile_id) if name.startswith(f"{topic}: ")}
    assert {name: (expected[name], found[name]) for name in differ - allowed} == {}
    assert allowed - differ == set(), "listed in differences.toml, and there is no difference"


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Iterator[ReferenceBoard]:
    """A reference board, fresh for one topic."""
    if request.param == "microbit-v1":
        need_qemu()
        board: ReferenceBoard = QemuMicrobit()
    else:
        need_pipes()
        board = MicrobitV2()
    with board:
        yield board


@pytest.mark.parametrize("topic", topics())
@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("microbit-v1", marks=EMULATED_V1),
        pytest.param("microbit-v2", marks=EMULATED_V2),
    ],
    indirect=True,
)
def test_the_recording_is_right(reference: ReferenceBoard, topic: str) -> None:
    found: dict[str, str] = {}
    side = ReferenceSide(reference)
    try:
        for case in cases_for(reference.profile_id, topic):
            if case.name not in NOT_ASKED_AGAIN[reference.profile_id]:
                found[case.name] = transcript(side, case)
                side.clear_up(case.source)
    finally:
        side.board.close()
    expected = recording(reference.profile_id)
    assert found == {name: expected[name] for name in found}


def test_the_list_of_differences_is_sound() -> None:
    names = {case.name for case in cases()}
    for reason in reasons():
        assert reason.en.endswith(".") and reason.ja.endswith("。")
        assert reason.words or any(reason.cases.values()), f"{reason.id} is no reason any more"
        for profile_id in SHORT.values():
            assert set(reason.cases[profile_id]) <= names
    assert set().union(*NOT_ASKED_AGAIN.values()) <= names
    for profile_id in SHORT.values():
        each = [name for reason in reasons() for name in reason.cases[profile_id]]
        assert len(each) == len(set(each)), "a program differs for one reason"
