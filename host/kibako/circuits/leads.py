"""Does every lead get what it needs: power, ground, a pin that can do it?"""

from collections.abc import Iterator

from kibako.circuits.board import GROUND
from kibako.circuits.circuit import Circuit, Fitted
from kibako.circuits.part import Lead
from kibako.circuits.supply import rail_volts
from kibako.circuits.words import about, problem, volts

_ABILITY = {
    "digital": "digital",
    "analog": "analog_in",
    "pwm": "pwm",
    "i2c_sda": "digital",
    "i2c_scl": "digital",
    "onewire": "digital",
    "dht": "digital",
    "pixels": "digital",
}
_PULL_UP_OHMS = (1000, 20_000)


def problems(circuit: Circuit, muddled: frozenset[str]) -> Iterator[str]:
    """Yield one sentence for each lead that lacks something.

    Args:
        circuit: The circuit.
        muddled: Parts some wires of which are not known: they may lack nothing.
    """
    for part in circuit.parts:
        if part.kind.module and part.kind.module not in circuit.board.modules.builtin:
            yield problem(
                "no_module",
                file=circuit.file,
                key=f"parts[{part.number}].part",
                part=part.name,
                module=part.kind.module,
                board=circuit.board.name,
            )
        for lead in part.kind.leads:
            if len(circuit.nets.net(part.end(lead.name))) > 1:
                yield from _needs(circuit, part, lead)
            elif lead.if_open is None and part.name not in muddled:
                name = {"ground": "open_ground", "power": "open_power"}.get(lead.needs, "open")
                yield problem(name, **about(circuit, part, lead.name), **_supply(circuit, lead))


def _needs(circuit: Circuit, part: Fitted, lead: Lead) -> Iterator[str]:
    """Yield what a wired lead lacks."""
    net = circuit.nets.net(part.end(lead.name))
    where = about(circuit, part, lead.name)
    if lead.needs == "ground":
        if GROUND not in net:
            yield problem("no_ground", **where)
    elif lead.needs == "power":
        yield from _power(circuit, part, lead)
    elif lead.needs in _ABILITY:
        yield from _pin(circuit, part, lead)
    elif lead.needs == "end":
        simple = part.kind.ohms_setting or lead.source_setting
        if not (simple or circuit.reach(part, lead.name)):
            yield problem("leads_nowhere", **where)
    if lead.divider:
        yield from _divider(circuit, part, lead)
    if lead.pull_up and not _is_pulled_up(circuit, net):
        yield problem("no_pull_up", **where, rail=_logic_rail(circuit))


def _power(circuit: Circuit, part: Fitted, lead: Lead) -> Iterator[str]:
    where = about(circuit, part, lead.name)
    net = circuit.nets.net(part.end(lead.name))
    given = rail_volts(circuit, net)
    pin = next((end for end in sorted(net) if end in circuit.pins), "")
    least, most = lead.volts
    if given:
        highest = max(given)
        if highest > most:
            yield problem("too_many_volts", **where, volts=volts(highest), most=volts(most))
        elif highest < least:
            yield problem("too_few_volts", **where, volts=volts(highest), least=volts(least))
    elif not pin:
        yield problem("no_power", **where, **_supply(circuit, lead))
    elif not lead.from_pin:
        yield problem("power_from_pin", **where, pin=pin, **_supply(circuit, lead))


def _pin(circuit: Circuit, part: Fitted, lead: Lead) -> Iterator[str]:
    where = about(circuit, part, lead.name)
    ability = _ABILITY[lead.needs]
    ends = circuit.reach(part, lead.name)
    pins = [end.place for end in ends if end.place in circuit.pins]
    if not pins:
        if lead.needs == "digital" and lead.drives == "no" and ends:
            return  # held at one level for ever, such as a sleep lead at its supply
        if lead.drives == "switch" and ends:
            return
        yield problem("no_pin", **where)
        return
    abilities = circuit.board.capabilities(pins[0])
    if ability not in abilities:
        known = [
            pin.name
            for pin in circuit.board.pins
            if ability in pin.capabilities and pin.name in circuit.board.places
        ]
        yield problem(
            "pin_cannot",
            **where,
            pin=pins[0],
            ability=problem(f"ability_{ability}"),
            known=", ".join(known),
        )
    elif "display" in abilities and not circuit.without_display:
        yield problem("pin_of_display", **where, pin=pins[0])
    elif any(ability.startswith("button_") for ability in abilities):
        yield problem("pin_of_button", **where, pin=pins[0])


def _is_pulled_up(circuit: Circuit, net: frozenset[str]) -> bool:
    least, most = _PULL_UP_OHMS
    return any(
        least <= resistor.ohms <= most
        and max(rail_volts(circuit, circuit.nets.net(other)), default=0)
        for resistor, other in circuit.nets.neighbours(net)
    )


def _divider(circuit: Circuit, part: Fitted, lead: Lead) -> Iterator[str]:
    """Yield that a lead lacks the resistor which makes its resistance a voltage."""
    nets = circuit.nets
    own = {part.end(each.name) for each in part.kind.leads}
    others = [
        other for _, other in nets.neighbours(nets.net(part.end(lead.name))) if other not in own
    ]
    far = next(each.name for each in part.kind.leads if each.name != lead.name)
    on_ground = GROUND in nets.net(part.end(far))
    for other in others:
        net = nets.net(other)
        if rail_volts(circuit, net) if on_ground else GROUND in net:
            return
    rail = _logic_rail(circuit) if on_ground else GROUND
    yield problem("no_divider", **about(circuit, part, lead.name), rail=rail)


def _logic_rail(circuit: Circuit) -> str:
    volts_of = {name: rail.volts for name, rail in circuit.board.rails.items() if rail.volts}
    return min(volts_of, key=lambda name: volts_of[name])


def _supply(circuit: Circuit, lead: Lead) -> dict[str, str]:
    """Return what a sentence says about the supply that a lead wants."""
    least, most = lead.volts
    rails = [
        name
        for name, rail in circuit.board.rails.items()
        if rail.volts and least <= rail.volts <= most
    ]
    return {
        "least": volts(least),
        "most": volts(most),
        "rails": " / ".join(rails) or problem("a_battery"),
    }
