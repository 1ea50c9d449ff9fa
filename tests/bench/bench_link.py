"""The link under stress: what watching costs, how soon a loss is told, how soon a program stops."""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[2]))

from figures import fresh_home, show
from kibako.boards.board import Board
from kibako.boards.hotplug import LOOK_S, PlugWatch
from kibako.boards.plugged import ComputerUsb
from kibako.links.bridge import PtyBridge
from kibako.usb import UsbDrive, UsbPort
from kibako.virtual.board import VirtualBoard
from kibako.workbench import commands
from kibako.workbench.core import Workbench
from serial.tools import list_ports_linux

from tests.reference.microbit_v2 import MicrobitV2
from tests.reference.qemu_microbit import QemuMicrobit
from tests.reference.reference_board import ReferenceBoard

ROUNDS = 7
LOOKS = 100
BOARDS = 20
LOOP = "while True:\n    pass\n"


@contextmanager
def made_up_sysfs(folder: Path, boards: int) -> Iterator[None]:
    """Let pyserial find so many boards in files of the kernel's form."""
    devices = [f"/dev/ttyACM{at}" for at in range(boards)]
    for at in range(boards):
        device = folder / f"usb/1-{at}"
        interface = device / f"1-{at}:1.0"
        interface.mkdir(parents=True)
        for name, text in (
            ("bNumInterfaces", "2"),
            ("idVendor", "2e8a"),
            ("idProduct", "0005"),
            ("serial", f"e66{at:03}"),
            ("manufacturer", "MicroPython"),
            ("product", "Board in FS mode"),
        ):
            (device / name).write_text(f"{text}\n")
        (interface / "subsystem").symlink_to(folder / "usb")

    def found(path: str) -> str:
        number = path.removeprefix("/sys/class/tty/ttyACM").removesuffix("/device")
        return str(folder / f"usb/1-{number}/1-{number}:1.0")

    def real(path: str) -> str:
        return found(path) if path.startswith("/sys/class/tty/ttyACM") else os.path.realpath(path)

    def exists(path: str) -> bool:
        return path.startswith("/sys/class/tty/ttyACM") or Path(path).exists()

    def glob(pattern: str) -> list[str]:
        return devices if "ACM" in pattern else []

    fake = SimpleNamespace(**{name: getattr(os.path, name) for name in os.path.__all__})
    fake.realpath, fake.exists = real, exists
    with (
        patch.object(list_ports_linux, "os", SimpleNamespace(path=fake)),
        patch.object(list_ports_linux, "glob", SimpleNamespace(glob=glob)),
    ):
        yield


def watching(name: str) -> None:
    eyes = PlugWatch(ComputerUsb())
    eyes.look()
    start_s = time.process_time()
    for _ in range(LOOKS):
        eyes.look()
    each_ms = (time.process_time() - start_s) / LOOKS * 1000
    share = each_ms / (LOOK_S * 1000) * 100
    show(f"a look at {name}", each_ms, "ms")
    show(f"    each {LOOK_S} s, of one core", share, "%", "< 1", share < 1)


class Room:
    """One virtual board on a pseudo-terminal, whose cable can be pulled."""

    def __init__(self, machine: VirtualBoard) -> None:
        self.bridge = PtyBridge(machine)
        self.bridge.start()

    def ports(self) -> list[UsbPort]:
        return [UsbPort(self.bridge.address, 0x0D28, 0x0204, "9904")]

    def drives(self) -> list[UsbDrive]:
        return []


def unplugged_ms(folder: Path, running: bool) -> float:
    """Return how long after a pulled cable the workbench has told it."""
    told = threading.Event()
    printed = threading.Event()
    with VirtualBoard("microbit", flash_dir=folder / "flash") as machine:
        room = Room(machine)
        core = Workbench(board=f"serial:{room.bridge.address}", work_dir=folder / "work", usb=room)
        core.subscribe(lambda event: told.set() if event.source == "error" else None)
        core.subscribe(lambda event: printed.set() if event.what == "print" else None)
        core.send(commands.OpenPack("first-light"))
        core.send(commands.EditCode("print('on')\n" + (LOOP if running else "")))
        core.send(commands.Run())
        assert printed.wait(30)
        if not running:
            assert core.wait_idle(30)
        start_s = time.perf_counter()
        room.bridge.stop()
        assert told.wait(30)
        taken_ms = (time.perf_counter() - start_s) * 1000
        core.close()
    return taken_ms


def plugged_ms(folder: Path) -> float:
    """Return how long after a board that was never opened is plugged in the workbench tells it."""
    told = threading.Event()
    there: list[UsbPort] = []
    room = SimpleNamespace(ports=lambda: list(there), drives=list)
    core = Workbench(work_dir=folder / "work", usb=room)
    core.subscribe(lambda event: told.set() if event.what == "plugged" else None)
    time.sleep(1.6)  # it has begun to look
    start_s = time.perf_counter()
    there.append(UsbPort("/dev/none0", 0x0D28, 0x0204, "9904"))
    assert told.wait(30)
    taken_ms = (time.perf_counter() - start_s) * 1000
    core.close()
    return taken_ms


def stop_ms(board: Board) -> float:
    """Return how long after Stop a program has ended and the prompt is back."""
    begun: list[float] = []
    runs = threading.Event()

    def stop() -> None:
        runs.wait(60)
        time.sleep(0.2)  # well into its loop
        begun.append(time.perf_counter())
        board.stop()

    threading.Thread(target=stop, daemon=True).start()
    result = board.run("print('on')\n" + LOOP, on_output=lambda _: runs.set())
    assert result.stopped
    return (time.perf_counter() - begun[0]) * 1000


def real_firmware(name: str, reference: ReferenceBoard) -> None:
    with reference:
        board = reference.connect()
        try:
            taken = [stop_ms(board) for _ in range(ROUNDS)]
        finally:
            board.close()
    median = statistics.median(taken)
    show(f"stop of a loop on the {name}, prompt back", median, "ms", "< 300", median < 300)
    show("    the slowest", max(taken), "ms")


def main() -> None:
    with fresh_home(), tempfile.TemporaryDirectory() as folder:
        watching("this computer's USB")
        with made_up_sysfs(Path(folder), BOARDS):
            watching(f"{BOARDS} boards (in made-up sysfs files)")
        for name, running in (("while nothing runs", False), ("while a program runs", True)):
            taken = [unplugged_ms(Path(folder) / f"{running}{at}", running) for at in range(ROUNDS)]
            median = statistics.median(taken)
            show(f"cable pulled {name}, told", median, "ms", "< 1000", median < 1000)
        taken = [plugged_ms(Path(folder) / f"plug{at}") for at in range(ROUNDS)]
        median = statistics.median(taken)
        show(
            "a board plugged in that was never opened, told", median, "ms", "< 1000", median < 1000
        )
        show("    the slowest", max(taken), "ms")
        real_firmware("real micro:bit V1 firmware (QEMU)", QemuMicrobit())
        real_firmware("real micro:bit V2 firmware (emulated)", MicrobitV2())


if __name__ == "__main__":
    main()
