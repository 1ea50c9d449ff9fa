"""How many volts there are: on rails, from batteries, from parts that drive a wire."""

from dataclasses import dataclass

from kibako.circuits.board import GROUND
from kibako.circuits.circuit import Circuit, Fitted


@dataclass(frozen=True, slots=True)
class Source:
    """Something that puts a voltage on a wire.

    Attributes:
        volts: How many.
        end: Who does: a rail, or ``part.lead``.
        rail: Whether it is there all the time and gives much current.
    """

    volts: float
    end: str
    rail: bool


def sources(circuit: Circuit, net: frozenset[str]) -> list[Source]:
    """Return all that puts a voltage above ground on a net."""
    found = [
        Source(circuit.board.rails[end].volts, end, True)
        for end in sorted(net)
        if end in circuit.board.rails and circuit.board.rails[end].volts
    ]
    for part, lead in circuit.leads(net):
        if lead.source_setting:
            found.append(Source(part.setting(lead.source_setting), part.end(lead.name), True))
        elif lead.drives in ("output", "bus") and lead.needs != "motor":
            high = lead.gives_volts
            found.append(
                Source(
                    supply_volts(circuit, part) if high is None else high,
                    part.end(lead.name),
                    False,
                )
            )
    return found


def rail_volts(circuit: Circuit, net: frozenset[str]) -> list[float]:
    """Return the volts of all rails and batteries on a net."""
    found = [circuit.board.rails[end].volts for end in net if end in circuit.board.rails]
    found += [
        part.setting(lead.source_setting)
        for part, lead in circuit.leads(net)
        if lead.source_setting
    ]
    return [volts for volts in found if volts]


def supply_volts(circuit: Circuit, part: Fitted) -> float:
    """Return the volts that a part is supplied with; 0 if none."""
    found = [0.0]
    for lead in part.kind.leads:
        if lead.needs == "power":
            found += rail_volts(circuit, circuit.nets.net(part.end(lead.name)))
    return max(found)


def is_ground(net: frozenset[str]) -> bool:
    """Return whether a net is the board's ground."""
    return GROUND in net
