"""The way past the drive: the right micro:bit gets the right bytes, or one sentence says why not.

pyOCD itself is not among the tests' packages (50 MB): a stand-in has the part of its API that is
used. Where pyOCD is installed, the last tests hold that part against it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

import pytest
import uflash
from kibako.errors import FileError, KibakoError
from kibako.flash.probe import find_probes, flash_probe
from kibako.images.image import read_image

from tests.unit.images.making import PICO_W, uf2_file

MICROBITS = uflash._RUNTIME.encode()
V1, V2 = "9901000000001", "9904360258434e45"


class ProbeError(Exception):
    """Stands for the root of pyOCD's errors."""


class Ocd:
    """Stands for pyOCD: the probes that it sees, and what was written through them."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.written: list[tuple[int, bytes]] = []
        self.deeds: list[object] = []
        self.fails: Exception | None = None
        self.gone = False

    def get_all_connected_probes(self, **options: object) -> list[SimpleNamespace]:
        assert options == {"blocking": False, "print_wait_message": False}
        return [SimpleNamespace(unique_id=each) for each in self.seen]

    def session_with_chosen_probe(self, **options: object):
        self.deeds.append((options["unique_id"], options["options"]))
        return None if self.gone else self._session()

    @contextmanager
    def _session(self) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(target=SimpleNamespace(reset=lambda: self.deeds.append("reset")))

    def loader(self, session: object, *, chip_erase: str) -> "Ocd":
        self.deeds.append(chip_erase)
        return self

    def add_data(self, address: int, data: bytes) -> None:
        self.written.append((address, data))

    def commit(self) -> None:
        if self.fails is not None:
            raise self.fails
        self.deeds.append("commit")


@pytest.fixture
def ocd(monkeypatch: pytest.MonkeyPatch) -> Ocd:
    found = Ocd()
    parts = {
        "": {},
        ".core": {},
        ".core.helpers": {"ConnectHelper": found},
        ".core.exceptions": {"Error": ProbeError},
        ".flash": {},
        ".flash.loader": {"FlashLoader": found.loader},
    }
    for name, things in parts.items():
        module = ModuleType(f"pyocd{name}")
        vars(module).update(things)
        monkeypatch.setitem(sys.modules, f"pyocd{name}", module)
    return found


def code_of(data: bytes, unique_id: str = "") -> str:
    with pytest.raises(KibakoError) as raised:
        flash_probe(data, "new", unique_id)
    assert str(raised.value)
    return raised.value.code


@pytest.mark.parametrize(
    ("unique_id", "board", "processor"),
    [(V1, "microbit-v1", "nrf51822"), (V2, "microbit-v2", "nrf52833")],
)
def test_each_board_gets_its_part_of_the_image(
    ocd: Ocd, unique_id: str, board: str, processor: str
) -> None:
    ocd.seen = [unique_id]
    done = flash_probe(MICROBITS, "new")
    assert (done.boards, done.unique_id) == ((board,), unique_id)
    part = read_image(MICROBITS).part_for(board)
    assert part is not None
    assert ocd.written == [(each.address, each.data) for each in part.segments]
    options = {"target_override": processor}
    assert ocd.deeds == [(unique_id, options), "chip", "commit", "reset"]


def test_only_the_board_that_is_meant_is_written_to(ocd: Ocd) -> None:
    ocd.seen = [V1, V2, "0240000034544e45", "?"]
    assert [probe.target.id for probe in find_probes()] == ["microbit-v1", "microbit-v2"]
    assert code_of(MICROBITS) == "probe_many"
    assert code_of(MICROBITS, "9904") == "probe_gone"
    assert ocd.deeds == []
    assert flash_probe(MICROBITS, "new", V2.upper()).unique_id == V2


def test_what_hinders_is_said(ocd: Ocd) -> None:
    assert code_of(MICROBITS) == "probe_none"
    ocd.seen = [V2]
    with pytest.raises(FileError):
        flash_probe(uf2_file(PICO_W), "new")
    assert ocd.deeds == []
    ocd.fails = ProbeError("no ACK\nreceived")
    assert code_of(MICROBITS) == "probe_failed"
    ocd.fails = ValueError("no memory region defined")
    assert code_of(MICROBITS) == "probe_failed"
    ocd.gone = True
    assert code_of(MICROBITS) == "probe_gone"


def test_without_pyocd_the_way_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyocd", None)
    assert code_of(MICROBITS) == "probe_no_pyocd"


def test_pyocd_itself_sees_no_probe_here() -> None:
    pytest.importorskip("pyocd", reason="pip install pyocd")
    if find_probes():
        pytest.skip("a micro:bit is plugged in")
    assert code_of(MICROBITS) == "probe_none"
    assert code_of(MICROBITS, V2) == "probe_gone"


@pytest.mark.parametrize(
    ("board", "name"), [("microbit-v1", "nrf51822"), ("microbit-v2", "nrf52833")]
)
def test_pyocd_has_flash_wherever_the_images_go(board: str, name: str) -> None:
    processors = pytest.importorskip("pyocd.target", reason="pip install pyocd").TARGET
    part = read_image(MICROBITS).part_for(board)
    assert part is not None
    for segment in part.segments:
        region = processors[name].MEMORY_MAP.get_region_for_address(segment.address)
        assert region.is_flash
        assert segment.end - 1 <= region.end
