"""What can be wrong with a board of the virtual bench: its drive, and what is on it."""

from collections.abc import Mapping

from kibako.virtual.faults import Fault, FaultKind, parse_fault

USB_FAULTS: Mapping[str, FaultKind] = {
    "slow-drive": FaultKind(4000, 100, 10**7),
    "drive-gone": FaultKind(50_000, 0, 10**9),
    "refuses": FaultKind(1, 1, 1000),
    "wrong-id": FaultKind(),
    "never-back": FaultKind(),
    "dead": FaultKind(),
    "renames": FaultKind(),
    "circuitpython": FaultKind(),
    "arduino": FaultKind(),
    "garbage": FaultKind(),
}
"""By name. The values: bytes a second; after how many bytes the drive vanishes, once; how many
files it refuses. docs/faults.md says what a person sees of each."""


def parse_usb_fault(text: str) -> Fault:
    """Read a fault of a board on the bench as a person writes it.

    Args:
        text: ``NAME`` or ``NAME:VALUE``.

    Returns:
        The fault.

    Raises:
        UsageError: There is no such fault, or it cannot have that value.
    """
    return parse_fault(text, USB_FAULTS)
