"""I2C: the right pins, and each address once."""

from collections.abc import Iterator

from kibako.circuits.circuit import Circuit, Fitted
from kibako.circuits.words import about, problem


def problems(circuit: Circuit) -> Iterator[str]:
    """Yield one sentence for each mistake in the I2C wires of a circuit."""
    seen: dict[tuple[str, str, int], Fitted] = {}
    for part in circuit.parts:
        if not part.kind.i2c_addresses:
            continue
        sda, scl = circuit.pin(part, "sda"), circuit.pin(part, "scl")
        if sda is None or scl is None:
            continue
        yield from _pair(circuit, part, sda, scl)
        for address in addresses(part):
            other = seen.setdefault((sda, scl, address), part)
            if other is not part:
                yield _twice(circuit, part, other, address)


def addresses(part: Fitted) -> tuple[int, ...]:
    """Return the 7-bit addresses that a part answers to on I2C."""
    chosen = part.settings.get("address")
    return (int(str(chosen), 16),) if chosen is not None else tuple(part.kind.i2c_addresses)


def _pair(circuit: Circuit, part: Fitted, sda: str, scl: str) -> Iterator[str]:
    pairs = circuit.board.connector.i2c
    if circuit.any_i2c_pins or any(sda in pair.sda and scl in pair.scl for pair in pairs):
        return
    if any(scl in pair.sda and sda in pair.scl for pair in pairs):
        yield problem("i2c_swapped", **about(circuit, part), sda=sda, scl=scl)
        return
    known = "; ".join(
        f"{pair.name}: SDA {', '.join(pair.sda)}, SCL {', '.join(pair.scl)}" for pair in pairs
    )
    yield problem("i2c_pins", **about(circuit, part), sda=sda, scl=scl, known=known)


def _twice(circuit: Circuit, part: Fitted, other: Fitted, address: int) -> str:
    where = about(circuit, part)
    setting = part.kind.settings.get("address")
    taken = {each for fitted in circuit.parts for each in addresses(fitted)}
    free = [word for word in (setting.choices if setting else []) if int(word, 16) not in taken]
    if free:
        return problem(
            "address_twice_free", **where, other=other.name, address=hex(address), free=free[0]
        )
    return problem("address_twice", **where, other=other.name, address=hex(address))
