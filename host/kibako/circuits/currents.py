"""How much flows: through lamps, out of pins, out of the board's rails."""

from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass

from kibako.circuits.board import GROUND
from kibako.circuits.circuit import Circuit, Fitted
from kibako.circuits.nets import End
from kibako.circuits.part import Diode
from kibako.circuits.words import about, problem

_OHMS_LEAST = 10
"""Less than this is no resistor."""
_LAMP_MA = 25
_STANDARD_OHMS = (33, 47, 68, 100, 150, 220, 330, 470, 680, 1000, 2200, 4700, 10_000)


@dataclass(frozen=True, slots=True)
class _Flow:
    ma: float
    pins: tuple[str, ...]
    rail: str


def problems(circuit: Circuit) -> Iterator[str]:
    """Yield one sentence for each place where too much flows."""
    from_pin: dict[str, float] = defaultdict(float)
    from_rail: dict[str, float] = defaultdict(float)
    logic = _logic_rail(circuit)
    for part in circuit.parts:
        for diode in part.kind.diodes:
            flow = yield from _lamp(circuit, part, diode)
            if flow is not None:
                for pin in flow.pins:
                    from_pin[pin] += flow.ma
                from_rail[flow.rail or logic] += flow.ma
        for place, ma in _leads(circuit, part):
            if place in circuit.pins:
                from_pin[place] += ma
                from_rail[logic] += ma
            else:
                from_rail[place] += ma
    yield from _too_much(circuit, from_pin, from_rail)


def _too_much(
    circuit: Circuit, from_pin: Mapping[str, float], from_rail: Mapping[str, float]
) -> Iterator[str]:
    most = circuit.board.connector.pin_ma
    for pin, ma in from_pin.items():
        if ma > most:
            yield problem("pin_current", file=circuit.file, pin=pin, ma=round(ma), most=round(most))
    for name, ma in from_rail.items():
        rail = circuit.board.rails[name]
        if ma > rail.ma:
            yield problem(
                "rail_current", file=circuit.file, rail=name, ma=round(ma), most=round(rail.ma)
            )


def _leads(circuit: Circuit, part: Fitted) -> Iterator[tuple[str, float]]:
    """Yield what the leads of a part take, and from where."""
    for lead in part.kind.leads:
        ma = lead.ma * (part.setting(lead.ma_times) if lead.ma_times else 1)
        if not ma:
            continue
        net = circuit.nets.net(part.end(lead.name))
        for end in sorted(net):
            if end in circuit.pins or (
                end in circuit.board.rails and circuit.board.rails[end].volts
            ):
                yield end, ma
                break


def _lamp(circuit: Circuit, part: Fitted, diode: Diode) -> Generator[str, None, _Flow | None]:
    """Yield what is wrong with a lamp; return what flows through it."""
    plus, minus = (_nearest(circuit, part, lead) for lead in (diode.anode, diode.cathode))
    where = about(circuit, part, diode.anode)
    if plus is None or minus is None:
        return None
    if plus.place == GROUND or (minus.place != GROUND and minus.place in circuit.board.rails):
        yield problem("lamp_backwards", **where)
        return None
    high = _volts(circuit, plus.place)
    ohms = plus.ohms + minus.ohms
    left = high - diode.volts
    wanted = next((each for each in _STANDARD_OHMS if left * 1000 / each <= 5), 10_000)
    if ohms < _OHMS_LEAST:
        yield problem("no_resistor", **where, ohms=wanted)
        return None
    ma = left * 1000 / ohms
    if ma > _LAMP_MA:
        yield problem("lamp_current", **where, ma=round(ma), ohms=wanted)
        return None
    pins = tuple(end.place for end in (plus, minus) if end.place in circuit.pins)
    return _Flow(max(ma, 0.0), pins, plus.place if plus.place in circuit.board.rails else "")


def _nearest(circuit: Circuit, part: Fitted, lead: str) -> End | None:
    return next(iter(circuit.reach(part, lead)), None)


def _volts(circuit: Circuit, place: str) -> float:
    rail = circuit.board.rails.get(place)
    return circuit.board.logic_volts if rail is None else rail.volts


def _logic_rail(circuit: Circuit) -> str:
    rails = {name: rail.volts for name, rail in circuit.board.rails.items() if rail.volts}
    return min(rails, key=lambda name: rails[name])
