"""What must not be joined: rails, pins, too many volts with a pin, two parts that both speak."""

from collections.abc import Iterator

from kibako.circuits.board import GROUND
from kibako.circuits.circuit import Circuit, Fitted
from kibako.circuits.part import Lead
from kibako.circuits.supply import is_ground, rail_volts, sources
from kibako.circuits.words import about, problem, volts

_COMMANDED = frozenset({"digital", "pwm", "pixels"})
"""What the board must drive, where the part does not."""


def problems(circuit: Circuit) -> Iterator[str]:
    """Yield one sentence for each thing that is joined and must not be."""
    for net in circuit.nets.all():
        shorted = _short(circuit, net)
        if shorted:
            a, b = shorted
            ends = ", ".join(sorted(net))
            yield problem("short", file=circuit.file, a=a, b=b, ends=ends)
            continue
        pins = [end for end in sorted(net) if end in circuit.pins]
        if len(pins) > 1:
            yield problem("pins_joined", file=circuit.file, a=pins[0], b=pins[1])
        if pins and is_ground(net):
            yield problem("pin_on_rail", file=circuit.file, pin=pins[0], rail=GROUND)
        elif pins:
            yield from _volts(circuit, net, pins[0])
        yield from _fed(circuit, net)
        yield from _motor_on_pin(circuit, net, pins)
        yield from _fight(circuit, net)
    for part in circuit.parts:
        yield from _contacts(circuit, part)


def _short(circuit: Circuit, net: frozenset[str]) -> tuple[str, str] | None:
    """Return two rails that a net joins, None if it joins none."""
    found = [GROUND] if is_ground(net) else []
    found += [source.end for source in sources(circuit, net) if source.rail]
    return (found[0], found[1]) if len(found) > 1 else None


def _fed(circuit: Circuit, net: frozenset[str]) -> Iterator[str]:
    """Yield what is fed into the board with a voltage that it does not bear."""
    for end in sorted(net & circuit.board.rails.keys()):
        accepts = circuit.board.rails[end].accepts
        if accepts is None:
            continue
        least, most = accepts
        for given in rail_volts(circuit, net):
            if not least <= given <= most:
                yield problem(
                    "fed_wrongly",
                    file=circuit.file,
                    rail=end,
                    volts=volts(given),
                    least=volts(least),
                    most=volts(most),
                )


def _volts(circuit: Circuit, net: frozenset[str], pin: str) -> Iterator[str]:
    """Yield what puts more on a pin than it bears, or a rail that is wired to it."""
    most = circuit.board.connector.pin_volts_max
    for source in sources(circuit, net):
        if source.volts > most:
            yield _too_high(circuit, pin, source.end, source.volts)
        elif source.rail:
            yield problem("pin_on_rail", file=circuit.file, pin=pin, rail=source.end)
    to_ground = [
        resistor.ohms
        for resistor, other in circuit.nets.neighbours(net)
        if is_ground(circuit.nets.net(other))
    ]
    for resistor, other in circuit.nets.neighbours(net):
        for source in sources(circuit, circuit.nets.net(other)):
            part = min(to_ground) / (min(to_ground) + resistor.ohms) if to_ground else 1.0
            if source.volts * part > most:
                yield _too_high(circuit, pin, source.end, source.volts * part)


def _too_high(circuit: Circuit, pin: str, end: str, high: float) -> str:
    return problem(
        "volts_on_pin",
        file=circuit.file,
        pin=pin,
        end=end,
        volts=volts(high),
        most=volts(circuit.board.connector.pin_volts_max),
    )


def _motor_on_pin(circuit: Circuit, net: frozenset[str], pins: list[str]) -> Iterator[str]:
    motors = [
        (part, lead)
        for part, lead in circuit.leads(net)
        if lead.needs == "motor" and lead.drives == "no"
    ]
    driven = any(lead.drives == "output" for _, lead in circuit.leads(net))
    for part, lead in motors:
        if pins:
            yield problem("motor_on_pin", **about(circuit, part, lead.name), pin=pins[0])
        elif not driven:
            yield problem("motor_without_driver", **about(circuit, part, lead.name))


def _fight(circuit: Circuit, net: frozenset[str]) -> Iterator[str]:
    """Yield two leads on one wire that cannot both be right."""
    voices = [(part, lead) for part, lead in circuit.leads(net) if lead.needs != "end"]
    for number, (part, lead) in enumerate(voices):
        for other, other_lead in voices[:number]:
            if other is not part and _cannot_share(lead, other_lead):
                yield problem(
                    "fight",
                    **about(circuit, part, lead.name),
                    other=other.end(other_lead.name),
                )


def _cannot_share(one: Lead, other: Lead) -> bool:
    kinds = {one.drives, other.drives}
    if kinds == {"output"} or kinds == {"output", "switch"}:
        return True
    if "bus" in kinds:
        return one.needs != other.needs and "ground" not in (one.needs, other.needs)
    commanded = {lead.needs for lead in (one, other) if lead.drives == "no"} & _COMMANDED
    if kinds == {"no"}:
        return {one.needs, other.needs} <= _COMMANDED and one.needs != other.needs
    return bool(commanded)


def _contacts(circuit: Circuit, part: Fitted) -> Iterator[str]:
    """Yield contacts of a part that make a short circuit when they close."""
    for contact in part.kind.contacts:
        a, b = (circuit.nets.net(part.end(lead)) for lead in (contact.a, contact.b))
        if a == b:
            yield problem("contact_bridged", **about(circuit, part))
        for one, other in ((a, b), (b, a)):
            if is_ground(one) and rail_volts(circuit, other):
                yield problem("contact_short", **about(circuit, part))
