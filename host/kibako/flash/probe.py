"""Firmware onto a micro:bit past its drive: pyOCD talks to the debug side of its interface chip.

A way for boards whose drive is never mounted or hangs. pyOCD is no part of Kibako: it comes with
the extra ``kibako[pyocd]``. Its public API is used: ``ConnectHelper``, ``FlashLoader``. Never tried
on hardware.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from kibako.errors import BoardError, UsageError
from kibako.flash.flashing import Flashed, match
from kibako.images.image import read_image
from kibako.images.targets import Target, targets
from kibako.visible import visible

PACKAGE = "pyocd"
_TARGETS = {"microbit-v1": "nrf51822", "microbit-v2": "nrf52833"}
"""What pyOCD calls the processors of the boards that have DAPLink."""
_REASON_MAX = 200


class _FoundProbe(Protocol):
    @property
    def unique_id(self) -> str: ...


class _Helper(Protocol):
    def get_all_connected_probes(self, **options: object) -> Sequence[_FoundProbe]: ...

    def session_with_chosen_probe(
        self, **options: object
    ) -> AbstractContextManager[Any] | None: ...


class _Loader(Protocol):
    def add_data(self, address: int, data: bytes) -> object: ...

    def commit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Probe:
    """A micro:bit's interface chip that pyOCD sees.

    Attributes:
        unique_id: Its number: the board's USB serial number.
        target: Which board it is.
    """

    unique_id: str
    target: Target


def find_probes() -> list[Probe]:
    """Return the micro:bits that pyOCD sees, by number.

    Raises:
        UsageError: pyOCD is not installed.
        BoardError: It cannot look.
    """
    helper = cast("_Helper", _pyocd("core.helpers").ConnectHelper)
    try:
        found = helper.get_all_connected_probes(blocking=False, print_wait_message=False)
    except (_error(), OSError) as error:
        raise _failed(error) from error
    probes = [Probe(each.unique_id, board) for each in found if (board := _board(each.unique_id))]
    return sorted(probes, key=lambda probe: probe.unique_id)


def flash_probe(data: bytes, name: str, unique_id: str = "") -> Flashed:
    """Write firmware to a micro:bit through its debug port.

    As when DAPLink does it, all that was on the board is erased, its files too.

    Args:
        data: The image.
        name: What errors call it.
        unique_id: The board's number; the only one that is there without it.

    Returns:
        What was done; whether the firmware runs only the board itself can say.

    Raises:
        FileError: The image is broken or for another board; nothing was written.
        UsageError: pyOCD is not installed.
        BoardError: No such board, several, or pyOCD could not do it.
    """
    image = read_image(data, name)
    probe = _choose(find_probes(), unique_id)
    boards, firmware = match(image, (probe.target,), name)
    helper = cast("_Helper", _pyocd("core.helpers").ConnectHelper)
    try:
        session = helper.session_with_chosen_probe(
            unique_id=probe.unique_id,
            blocking=False,
            return_first=True,
            options={"target_override": _TARGETS[probe.target.id]},
        )
        if session is None:
            raise BoardError("probe_gone", unique_id=probe.unique_id)
        with session as opened:
            loader = cast("_Loader", _pyocd("flash.loader").FlashLoader(opened, chip_erase="chip"))
            for segment in firmware.segments:
                loader.add_data(segment.address, segment.data)
            loader.commit()
            opened.target.reset()
    except (_error(), OSError, ValueError) as error:
        raise _failed(error) from error
    return Flashed(boards, firmware, probe.unique_id, came_back=False)


def _choose(probes: list[Probe], unique_id: str) -> Probe:
    """Return the board that is meant: never a neighbour's."""
    if unique_id:
        probes = [each for each in probes if each.unique_id.lower() == unique_id.lower()]
        if not probes:
            raise BoardError("probe_gone", unique_id=unique_id)
    if not probes:
        raise BoardError("probe_none")
    if len(probes) > 1:
        known = ", ".join(f"{each.target.name} {each.unique_id}" for each in probes)
        raise BoardError("probe_many", known=known)
    return probes[0]


def _board(unique_id: str) -> Target | None:
    """Return the micro:bit that a DAPLink number begins with."""
    try:
        number = int(unique_id[:4], 16)
    except ValueError:
        return None
    boards = (target for name, target in targets().items() if name in _TARGETS)
    return next((board for board in boards if number in board.image.numbers), None)


def _pyocd(module: str) -> Any:  # noqa: ANN401 - another package's module
    try:
        return import_module(f"{PACKAGE}.{module}")
    except ImportError as error:
        raise UsageError("probe_no_pyocd") from error


def _error() -> type[Exception]:
    """Return the root of pyOCD's errors."""
    return cast("type[Exception]", _pyocd("core.exceptions").Error)


def _failed(error: Exception) -> BoardError:
    said = visible(str(error))[:_REASON_MAX]
    return BoardError("probe_failed", reason=said or type(error).__name__)
