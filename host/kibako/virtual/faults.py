"""Faults on demand: a virtual board that misbehaves as real ones do, for practice and for tests.

Each fault has a name and at most one value, written ``NAME`` or ``NAME:VALUE``; docs/faults.md
tells what a person sees of each on a real table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kibako.errors import UsageError


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of fault.

    Attributes:
        first: The value when none is given; None: it takes no value, ``""``: a name is needed.
        least: The smallest value.
        most: The largest value.
    """

    first: int | str | None = None
    least: int = 0
    most: int = 0


FAULTS: Mapping[str, FaultKind] = {
    "unplug": FaultKind(2000, 0, 10**9),
    "hang": FaultKind(0, 0, 10**9),
    "slow": FaultKind(9600, 300, 10**7),
    "corrupt": FaultKind(500, 2, 10**9),
    "boot-loop": FaultKind(),
    "full-flash": FaultKind(),
    "old-firmware": FaultKind(),
    "raw-repl": FaultKind(),
    "brown-out": FaultKind(3000, 1, 10**9),
    "stuck": FaultKind(""),
}
"""By name. The values: bytes to the board before it is unplugged or hangs, the baud rate, every
how many bytes one is wrong, milliseconds until the supply fails, the button that is stuck."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that a board has.

    Attributes:
        name: One of :data:`FAULTS`.
        value: Its number, 0 if it takes none.
        target: The button that is stuck, else empty.
    """

    name: str
    value: int = 0
    target: str = ""


def parse_fault(text: str, kinds: Mapping[str, FaultKind] = FAULTS) -> Fault:
    """Read a fault as a person writes it.

    Args:
        text: ``NAME`` or ``NAME:VALUE``.
        kinds: The faults that there are.

    Returns:
        The fault.

    Raises:
        UsageError: There is no such fault, or it cannot have that value.
    """
    name, colon, value = text.strip().partition(":")
    kind = kinds.get(name)
    if kind is None:
        import difflib

        known = ", ".join(kinds)
        near = difflib.get_close_matches(name, kinds, 1, 0.5)
        if not near:
            raise UsageError("fault_unlisted", name=name[:40], known=known)
        raise UsageError("fault_unknown", name=name[:40], nearest=near[0], known=known)
    if kind.first is None:
        if colon:
            raise UsageError("fault_no_value", name=name)
        return Fault(name)
    if isinstance(kind.first, str):
        if not value or len(value) > 40:
            raise UsageError("fault_needs_name", name=name)
        return Fault(name, target=value)
    if not colon:
        return Fault(name, kind.first)
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 12 else -1
    if not kind.least <= number <= kind.most:
        raise UsageError(
            "fault_value",
            name=name,
            value=value[:40],
            least=kind.least,
            most=kind.most,
            example=kind.first,
        )
    return Fault(name, number)
