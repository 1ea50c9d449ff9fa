"""What a part is, read from ``hardware/parts/*.toml``: its leads, what each needs, its inputs."""

from functools import cache
from typing import Annotated, Literal

import msgspec

from kibako import tables
from kibako.circuits.board import MilliAmperes, Volts
from kibako.errors import UsageError
from kibako.resources import data_root
from kibako.tables import Words

SCHEMA = 1

Need = Literal[
    "power",
    "ground",
    "digital",
    "analog",
    "pwm",
    "i2c_sda",
    "i2c_scl",
    "onewire",
    "dht",
    "pixels",
    "motor",
    "end",
]
"""What a lead needs at the other end of its wire.

``power`` and ``ground`` go to a rail; ``motor`` to a driver's motor side; ``end`` is one end of
something simple (a resistor, a lamp, a contact), which may go anywhere. The others need a pin.
"""
Drives = Literal["no", "output", "switch", "bus"]
"""Whether the part puts a level on the wire itself.

``output``: always; ``switch``: a contact; ``bus``: it only pulls down, so others share the wire.
"""

Ohms = Annotated[float, msgspec.Meta(ge=0, le=10_000_000)]


class Lead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lead of a part.

    Attributes:
        name: Its name in circuit files.
        needs: What it needs.
        label: What stands beside it on the part.
        drives: Whether the part drives it.
        volts: The lowest and the highest supply (power leads).
        gives_volts: How high it drives; left out: as high as the part's supply.
        source_setting: The setting that says how many volts this lead gives (a battery).
        ma: What it takes, in milliamperes.
        ma_times: A setting that multiplies it, such as the number of lamps of a strip.
        from_pin: A pin may supply it.
        pull_up: Its wire needs a resistor to the supply.
        divider: Its wire needs a resistor to another rail than the part's other end has.
        if_open: What happens when nothing is wired to it; with this it may stay open.
        about: What it is.
    """

    name: str
    needs: Need
    about: Words
    label: str = ""
    drives: Drives = "no"
    volts: tuple[Volts, Volts] = (3.0, 5.5)
    gives_volts: Volts | None = None
    source_setting: str = ""
    ma: MilliAmperes = 0
    ma_times: str = ""
    from_pin: bool = False
    pull_up: bool = False
    divider: bool = False
    if_open: Words | None = None


class Quantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An input or a setting: a number between bounds, or one of some words.

    Attributes:
        first: Its value when nobody sets it.
        about: What it is.
        unit: The unit as a person reads it.
        least: The smallest number.
        most: The largest number.
        choices: The words, if it is no number.
        labels: What a person calls each of the words, where that is another one.
    """

    first: float | str
    about: Words
    unit: str = ""
    least: float = 0
    most: float = 1
    choices: list[str] = []
    labels: dict[str, Words] = {}


class Diode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way through the part that must not be without a resistor."""

    anode: str
    cathode: str
    volts: Volts


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two leads that a finger can join."""

    a: str
    b: str


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of part: the whole of a file of ``hardware/parts/``.

    Attributes:
        behaviour: Which module of ``virtual/parts`` plays it.
        module: The module without which a board cannot talk to it.
        i2c_addresses: The 7-bit addresses that it answers to; the setting ``address`` of such
            a part chooses one.
        ohms_setting: The setting that says how many ohms there are between its leads.
        safety: What to take care of.
        source: Where the facts come from.
    """

    schema: int
    id: str
    name: Words
    about: Words
    behaviour: str
    leads: list[Lead]
    settings: dict[str, Quantity] = {}
    inputs: dict[str, Quantity] = {}
    diodes: list[Diode] = []
    contacts: list[Contact] = []
    ohms_setting: str = ""
    module: str = ""
    i2c_addresses: list[int] = []
    safety: list[Words] = []
    source: str = ""

    def lead(self, name: str) -> Lead | None:
        """Return a lead by name, None if there is none."""
        return next((lead for lead in self.leads if lead.name == name), None)


@cache
def parts() -> dict[str, Part]:
    """Return every part that Kibako knows, by id."""
    found: dict[str, Part] = {}
    for path in sorted((data_root() / "hardware" / "parts").glob("*.toml")):
        part, problems = tables.check_file(path, Part)
        if part is None:
            raise tables.broken(path.name, problems)
        found[part.id] = part
    return found


def get_part(name: str) -> Part:
    """Return a part by its id.

    Raises:
        UsageError: There is none.
    """
    part = parts().get(name)
    if part is None:
        raise UsageError("part_unknown", name=name, known=", ".join(parts()))
    return part
