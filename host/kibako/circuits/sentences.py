"""Boards, parts and circuits in words: about them, their pins, their parts, their wires.

Every line stands alone and in order, so that a screen reader or a person who reads aloud needs
nothing else. Japanese carries its readings in the Aozora notation.
"""

from collections.abc import Iterator, Mapping

from kibako import strings
from kibako.circuits.board import GROUND, CircuitBoard
from kibako.circuits.circuit import Circuit, Fitted
from kibako.circuits.part import Lead, Part, Quantity
from kibako.tables import Words


def say(name: str, /, **fields: object) -> str:
    """Return a message about hardware, in the current language."""
    return strings.text(f"hardware_said.{name}", None, **fields)


def in_words(words: Words) -> str:
    """Return a text in the current language."""
    return words.in_language(strings.language())


def about_board(board: CircuitBoard) -> Iterator[str]:
    """Yield what a board is and gives."""
    yield say("board", name=board.name, id=board.id)
    yield say("pins", count=sum(pin.name in board.places for pin in board.pins))
    for name, rail in board.rails.items():
        if rail.volts:
            yield say("rail", name=name, about=in_words(rail.about), ma=round(rail.ma))
        elif rail.accepts is not None:
            least, most = (f"{each:g}" for each in rail.accepts)
            yield say("fed", name=name, about=in_words(rail.about), least=least, most=most)
    yield say(
        "limits",
        volts=f"{board.connector.pin_volts_max:g}",
        ma=round(board.connector.pin_ma),
    )


def about_part(part: Part) -> Iterator[str]:
    """Yield what a part is: its leads, what can be set, what to take care of."""
    yield say("part", name=in_words(part.name), id=part.id)
    yield in_words(part.about)
    for lead in part.leads:
        yield say("lead", name=lead.name, about=in_words(lead.about), need=_need(lead))
        if lead.if_open is not None:
            yield say("lead_open", name=lead.name, text=in_words(lead.if_open))
    for kind, quantities in (("setting", part.settings), ("input", part.inputs)):
        for name, quantity in quantities.items():
            yield say(kind, name=name, about=in_words(quantity.about), span=_span(quantity))
    for address in part.i2c_addresses[:1]:
        yield say("address", address=hex(address))
    for safety in part.safety:
        yield say("care", text=in_words(safety))
    if part.source:
        yield say("source", text=part.source)


def about_circuit(circuit: Circuit) -> Iterator[str]:
    """Yield what a circuit is, what is in it, and what can be set and pressed."""
    yield say("circuit", title=in_words(circuit.title), name=circuit.name)
    yield in_words(circuit.about)
    yield say("on_board", name=circuit.board.name, id=circuit.board.id)
    for part in circuit.parts:
        said_twice = title_of(part) in (part.name, in_words(part.kind.name))
        label = "" if said_twice else say("label", text=title_of(part))
        yield say("holds", name=part.name, label=label, kind=kind_of(part))
    for part in circuit.parts:
        for name, quantity in part.kind.inputs.items():
            about = in_words(quantity.about)
            yield say("can_set", name=f"{part.name}.{name}", about=about, span=_span(quantity))


def pinout(board: CircuitBoard, circuit: Circuit | None = None) -> Iterator[str]:
    """Yield the places of a board's connector, one a line, in the order of a finger.

    Args:
        board: The board.
        circuit: A circuit: then each line also says what is wired there.
    """
    yield say("board", name=board.name, id=board.id)
    for row in board.connector.rows:
        yield in_words(row.about)
        for index, place in enumerate(row.places):
            number = row.first + index * row.step
            words = [*_place_words(board, place), *_wired_there(circuit, place)]
            yield say("place", number=number, name=place, about=say("comma").join(words))


def wiring(circuit: Circuit) -> Iterator[str]:
    """Yield how to build a circuit, one step a line: ground first, power last."""
    steps = [say("unplug"), say("lay_out", parts=_all_parts(circuit))]
    wires = sorted(_wires(circuit), key=lambda wire: _turn(circuit, wire))
    steps += [_wire_step(circuit, *wire) for wire in wires]
    cares = dict.fromkeys(in_words(care) for part in circuit.parts for care in part.kind.safety)
    steps += [say("care", text=care) for care in cares]
    steps.append(say("check", count=len(wires)))
    for number, step in enumerate(steps, 1):
        yield say("step", number=number, text=step)


def kind_of(part: Fitted) -> str:
    """Return what a part of a circuit is, with what is set about it."""
    shown = [
        _shown(quantity, value)
        for name, quantity in part.kind.settings.items()
        if (value := part.settings[name]) != quantity.first
        or name == part.kind.ohms_setting
        or quantity.choices
    ]
    name = in_words(part.kind.name)
    return say("kind", name=name, settings=say("comma").join(shown)) if shown else name


def title_of(part: Fitted) -> str:
    """Return what a person calls a part of a circuit."""
    return part.name if part.label is None else in_words(part.label)


def place_numbers(board: CircuitBoard, place: str) -> list[int]:
    """Return the numbers of the places of a connector that have a name."""
    return [
        row.first + index * row.step
        for row in board.connector.rows
        for index, name in enumerate(row.places)
        if name == place
    ]


def _shown(quantity: Quantity, value: float | str) -> str:
    if isinstance(value, str):
        label = quantity.labels.get(value)
        return value if label is None else in_words(label)
    return f"{value:g} {quantity.unit}"


def _need(lead: Lead) -> str:
    least, most = lead.volts
    return say(f"need_{lead.needs}", least=f"{least:g}", most=f"{most:g}", ma=f"{lead.ma:g}")


def _span(quantity: Quantity) -> str:
    if quantity.choices:
        return " / ".join(quantity.choices)
    least, most = f"{quantity.least:g}", f"{quantity.most:g}"
    return say("span", least=least, most=most, unit=quantity.unit).rstrip()


def _place_words(board: CircuitBoard, place: str) -> list[str]:
    rail = board.rails.get(place)
    if rail is not None:
        words = [in_words(rail.about)]
    else:
        abilities = sorted(board.capabilities(place))
        words = [say(f"ability_{ability}") for ability in abilities if _has(ability)]
        words += [
            f"{pair.name} {line}"
            for pair in board.connector.i2c
            for line, pins in (("SDA", pair.sda), ("SCL", pair.scl))
            if place in pins
        ]
    note = board.connector.notes.get(place)
    return [*words, in_words(note)] if note else words or [say("not_for_circuits")]


def _has(ability: str) -> bool:
    return strings.has(f"hardware_said.ability_{ability}")


def _wired_there(circuit: Circuit | None, place: str) -> list[str]:
    if circuit is None or place == GROUND:
        return []
    leads = circuit.leads(circuit.nets.net(place))
    ends = [say("end", part=title_of(part), lead=lead.label or lead.name) for part, lead in leads]
    return [say("wired", ends=say("comma").join(ends))] if ends else []


def _all_parts(circuit: Circuit) -> str:
    return say("comma").join(
        kind_of(part)
        if title_of(part) == in_words(part.kind.name)
        else say("named", name=title_of(part), kind=kind_of(part))
        for part in circuit.parts
    )


def _wires(circuit: Circuit) -> list[tuple[Fitted, Lead, str]]:
    return [
        (part, found, to)
        for part in circuit.parts
        for lead, to in part.wires
        if (found := part.kind.lead(lead)) is not None
    ]


def _turn(circuit: Circuit, wire: tuple[Fitted, Lead, str]) -> int:
    """Return when a wire's turn is: ground, then signals, then power, and batteries at the end."""
    _, lead, to = wire
    if lead.source_setting:
        return 3
    if to == GROUND or lead.needs == "ground":
        return 0
    rail: Mapping[str, object] = circuit.board.rails
    return 2 if lead.needs == "power" or to in rail else 1


def _wire_step(circuit: Circuit, part: Fitted, lead: Lead, to: str) -> str:
    here = _lead_of(part, lead)
    other, _, other_lead = to.partition(".")
    other_part = circuit.part(other)
    if other_part is not None and (found := other_part.kind.lead(other_lead)) is not None:
        return say("join", a=here, b=_lead_of(other_part, found))
    numbers = place_numbers(circuit.board, to)
    shown = say("or").join(str(number) for number in numbers[:3])
    return say("join", a=here, b=say("at_place", name=to, numbers=shown))


def _lead_of(part: Fitted, lead: Lead) -> str:
    about = in_words(lead.about)
    return say("lead_of", part=title_of(part), lead=lead.label or lead.name, about=about)
