"""Which functions can end in the collector: only they have something to fear from it."""

from kibako.virtual.interpreter.binary import Module
from kibako.virtual.interpreter.body import Body
from kibako.virtual.interpreter.opcodes import Op


def collecting_functions(module: Module, bodies: list[Body], collector: int) -> frozenset[int]:
    """Return the functions from which some chain of calls leads to the collector.

    An indirect call may go to any function in the table: as long as one of those can collect, so
    can every indirect call. Calls out of the module cannot: the host does not call back.

    Args:
        module: The module.
        bodies: Its decoded bodies.
        collector: The index of the function that collects.

    Returns:
        Their indices, the collector's included.
    """
    first = len(module.imported)
    callers: dict[int, list[int]] = {}
    indirect: list[int] = []
    for number, body in enumerate(bodies, start=first):
        for op, target in zip(body.ops, body.args, strict=True):
            if op == Op.CALL and isinstance(target, int):
                callers.setdefault(target, []).append(number)
        if Op.CALL_INDIRECT in body.ops:
            indirect.append(number)
    found: set[int] = set()
    waiting = [collector]
    while waiting:
        number = waiting.pop()
        if number in found:
            continue
        found.add(number)
        waiting.extend(callers.get(number, ()))
        if number in module.elements:
            waiting.extend(indirect)
            indirect = []
    return frozenset(found)
