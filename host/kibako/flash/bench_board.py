"""One board on the bench of many: where it stands, and which ports and drives are its own."""

from dataclasses import dataclass, field
from enum import StrEnum

from kibako.boards.profile import profiles_of_usb
from kibako.errors import KibakoError, LocalProtocolError
from kibako.events import JsonValue
from kibako.images.targets import targets
from kibako.usb import UsbDrive, UsbPort


class Phase(StrEnum):
    """Where a board stands; the order is that of its life on the bench."""

    FOUND = "found"
    ASKING = "asking"
    BOOTING = "booting"
    WRITING = "writing"
    RETURNING = "returning"
    CHECKING = "checking"
    FILLING = "filling"
    RETRYING = "retrying"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    STOPPED = "stopped"


ENDS = frozenset({Phase.DONE, Phase.SKIPPED, Phase.FAILED, Phase.STOPPED})
_UNHAPPY = frozenset({Phase.FAILED, Phase.STOPPED})
_BREAKS = _UNHAPPY | {Phase.RETRYING}
NEXT: dict[Phase, frozenset[Phase]] = {
    Phase.FOUND: frozenset({Phase.ASKING, Phase.WRITING, Phase.SKIPPED}) | _BREAKS,
    Phase.ASKING: frozenset({Phase.BOOTING, Phase.WRITING}) | _BREAKS,
    Phase.BOOTING: frozenset({Phase.WRITING}) | _BREAKS,
    Phase.WRITING: frozenset({Phase.RETURNING}) | _BREAKS,
    Phase.RETURNING: frozenset({Phase.CHECKING}) | _BREAKS,
    # Only what its own REPL has said makes a board done.
    Phase.CHECKING: frozenset({Phase.FILLING, Phase.DONE}) | _BREAKS,
    Phase.FILLING: frozenset({Phase.DONE}) | _BREAKS,
    Phase.RETRYING: frozenset({Phase.ASKING, Phase.WRITING}) | _BREAKS,
    Phase.DONE: frozenset(),
    Phase.SKIPPED: frozenset(),
    Phase.FAILED: frozenset({Phase.FOUND}),
    Phase.STOPPED: frozenset(),
}
"""Which phase may follow which; a failed board is found again when somebody asks for it."""


@dataclass(slots=True)
class BenchBoard:
    """A board on the bench. The bench's lock is held by who changes or reads it.

    Attributes:
        number: Its place in the order of being found, from 1.
        boots: Whether it takes firmware in a boot ROM only, as a Pico does.
        name: What a person calls it; several names where it is not known yet.
        serial: Its own USB serial number, ``""`` while that is not known.
        socket: The socket that it is plugged in, ``""`` when the system does not tell.
        drive: The folder of its boot ROM's drive, ``""`` while it shows none.
        profile_id: Which board it is, ``""`` while that is not known.
        label: What stands on its sticker, ``""`` for none.
        phase: Where it stands.
        tries: How often it was begun with.
        began_s: When it was begun with, on the bench's clock.
        seconds: How long it took, once it has ended.
        version: The MicroPython that its REPL told.
        files: How many files are on it and proven.
        kept: Where on this computer the files are that firmware erased; ``""``: there were none.
        problem: Why it failed, or has to be begun with again.
        left: Whether it was pulled out after it had ended.
        others: Ports and drives that were there before its boot ROM started: none of its own.
    """

    number: int
    boots: bool
    name: str
    serial: str = ""
    socket: str = ""
    drive: str = ""
    profile_id: str = ""
    label: str = ""
    phase: Phase = Phase.FOUND
    tries: int = 0
    began_s: float = 0.0
    seconds: float = 0.0
    version: str = ""
    files: int = 0
    kept: str = ""
    problem: KibakoError | None = None
    left: bool = False
    others: frozenset[str] | None = field(default=None, repr=False)

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.phase in ENDS

    def go(self, phase: Phase) -> None:
        """Change its phase.

        Args:
            phase: The new one.

        Raises:
            LocalProtocolError: A board cannot go there from where it stands: a fault of ours.
        """
        if phase not in NEXT[self.phase]:
            raise LocalProtocolError("bench_phase", before=self.phase, after=phase)
        self.phase = phase

    def owns_port(self, port: UsbPort) -> bool:
        """Return whether a port is this board's."""
        if self.left or boots(port) is not self.boots:
            return False
        if self.serial:
            return port.serial.lower() == self.serial.lower()
        if self.socket and port.socket:
            return port.socket == self.socket
        return self.others is not None and sign(port) not in self.others

    def owns_drive(self, drive: UsbDrive) -> bool:
        """Return whether a drive is this board's."""
        if self.left:
            return False
        if not self.boots:
            return drive.serial.lower() == self.serial.lower()
        if not shows_boot_rom(drive):
            return False
        if self.socket and drive.socket:
            return drive.socket == self.socket
        if self.drive:
            return str(drive.path) == self.drive
        return self.others is not None and sign(drive) not in self.others

    def row(self, now_s: float) -> dict[str, JsonValue]:
        """Return what a person sees of it, as an event tells it.

        Args:
            now_s: The time on the bench's clock.
        """
        running_s = now_s - self.began_s if self.tries and not self.ended else self.seconds
        row: dict[str, JsonValue] = {
            "number": self.number,
            "label": self.label,
            "name": self.name,
            "kind": self.profile_id,
            "serial": self.serial,
            "socket": self.socket,
            "phase": self.phase.value,
            "tries": self.tries,
            "seconds": round(running_s, 1),
            "version": self.version,
            "files": self.files,
            "kept": self.kept,
        }
        if self.problem is not None:
            problem = self.problem
            row["problem"] = {
                "code": problem.code,
                "what": problem.what,
                "next": problem.next_step,
            }
        return row


def shows_boot_rom(drive: UsbDrive) -> bool:
    """Return whether a boot ROM shows this drive; its serial number is then no board's own."""
    return drive.label.startswith("RPI-")


def boots(thing: UsbDrive | UsbPort) -> bool:
    """Return whether what is plugged in takes firmware in a boot ROM only, as a Pico does."""
    if isinstance(thing, UsbDrive):
        return shows_boot_rom(thing)
    fitting = profiles_of_usb(thing.vendor, thing.product, thing.serial)
    return bool(fitting) and all(bool(targets()[each.id].image.drive) for each in fitting)


def signs(ports: list[UsbPort], drives: list[UsbDrive]) -> frozenset[str]:
    """Return what tells the ports and drives that are there now from those that come later."""
    return frozenset([sign(port) for port in ports] + [sign(drive) for drive in drives])


def sign(thing: UsbPort | UsbDrive) -> str:
    """Return what tells a port or drive from others, also from one of its name that came later."""
    place = thing.device if isinstance(thing, UsbPort) else str(thing.path)
    return f"{place} {thing.serial.lower()}"
