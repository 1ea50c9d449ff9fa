"""Choosing what to store where: the plan for one function's frame.

Every value that is live across a call that may collect must lie in memory during that call. Two
ways lead there, and both are right:

* store the local *after each write* of it, so that its slot always holds its value, or
* store it *before each call* at which it is live.

The cheaper one is taken for each local, counting an instruction in a loop as eight. Temporaries
(values on the operand stack) are written once by nature, so they are stored where they are made.
"""

from dataclasses import dataclass, field

from kibako.virtual.interpreter.graph import Flow, Value
from kibako.virtual.interpreter.liveness import (
    bases,
    live_after_calls,
    members,
    pointer_locals,
)

SLOT_BYTES = 4
_LOOP_WEIGHT = 8
_DEEPEST_COUNTED = 6


@dataclass(slots=True)
class Plan:
    """What to store, by instruction.

    Attributes:
        slots: How many slots the frame needs.
        at_entry: (local, slot) to store when the function starts: parameters.
        after: For an instruction, the (local, slot) to store after it.
        before: For an instruction, the (local, slot) to store before it.
        temporaries: For an instruction, the slot for the value that it leaves on the stack.
    """

    slots: int = 0
    at_entry: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    after: dict[int, list[tuple[int, int]]] = field(
        default_factory=dict[int, list[tuple[int, int]]]
    )
    before: dict[int, list[tuple[int, int]]] = field(
        default_factory=dict[int, list[tuple[int, int]]]
    )
    temporaries: dict[int, int] = field(default_factory=dict[int, int])


def plan(flow: Flow, params: int) -> Plan:
    """Decide what a function has to store for the collector to see it.

    Args:
        flow: The function, as walked through.
        params: How many parameters it has.

    Returns:
        The plan.
    """
    made = Plan()
    if not flow.calls:
        return made
    pointers = pointer_locals(flow)
    based_on = bases(flow, pointers)
    at_call: list[int] = []
    heights: dict[int, int] = {}  # the slot of a temporary by its height: two never share one
    waiting: dict[int, int] = {}
    for call, live in zip(flow.calls, live_after_calls(flow), strict=True):
        needed = live & pointers
        for height, value in call.beneath:
            if not value.origin & (pointers | flow.pointer):
                continue
            if value.copy_of >= 0:
                needed |= 1 << value.copy_of
            else:
                waiting[value.made_at] = heights.setdefault(height, len(heights))
                needed |= value.origin & pointers
        for value in call.arguments:
            needed |= _bases_of(value, pointers)
        for local in members(needed):
            needed |= based_on[local]
        at_call.append(needed)
    _choose(flow, params, at_call, made)
    made.temporaries = {at: made.slots + slot for at, slot in waiting.items()}
    made.slots += len(heights)
    return made


def _bases_of(value: Value, pointers: int) -> int:
    """Return the locals that a derived argument points into: the callee cannot know them."""
    return 0 if value.copy_of >= 0 else value.origin & pointers


def _choose(flow: Flow, params: int, at_call: list[int], made: Plan) -> None:
    """Give each needed local a slot and store it in the cheaper way."""
    everything = 0
    for needed in at_call:
        everything |= needed
    calls_cost: dict[int, int] = dict.fromkeys(members(everything), 0)
    writes_cost = {local: int(local < params) for local in calls_cost}
    for call, needed in zip(flow.calls, at_call, strict=True):
        for local in members(needed):
            calls_cost[local] += _weight(call.depth)
    for local, _, depth in flow.writes:
        if local in writes_cost:
            writes_cost[local] += _weight(depth)
    slots = {local: slot for slot, local in enumerate(calls_cost)}
    made.slots = len(slots)
    at_writes = {local for local in slots if writes_cost[local] <= calls_cost[local]}
    made.at_entry = [(local, slots[local]) for local in sorted(at_writes) if local < params]
    for local, at, _ in flow.writes:
        if local in at_writes:
            made.after.setdefault(at, []).append((local, slots[local]))
    for call, needed in zip(flow.calls, at_call, strict=True):
        stores = [(local, slots[local]) for local in members(needed) if local not in at_writes]
        if stores:
            made.before[call.at] = stores


def _weight(depth: int) -> int:
    return _LOOP_WEIGHT ** min(depth, _DEEPEST_COUNTED)
