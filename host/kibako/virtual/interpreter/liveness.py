"""Which locals still matter at each call: liveness, and the pointers among them.

A local is *live* at a point if some way from there reads it before writing it. It is a backward
problem: what is live at a block's end is what is live at the start of any block that may follow;
going up through the block, a write ends a live range and a read begins one. We repeat until
nothing changes. Sets of locals are bits of one integer, so a union is one ``|``.

A call inside a ``try_table`` may end at a handler with the locals as they are at the call, so what
is live at the handler's start is live at every such call.
"""

from kibako.virtual.interpreter.graph import BasicBlock, Flow


def pointer_locals(flow: Flow) -> int:
    """Return the locals that may hold a pointer into the heap, as a bit set.

    A local may hold one if any value written to it may be one: if it came from memory or a call,
    or was made of such a local. We start from what comes from memory and add until no more come.

    Args:
        flow: The function.

    Returns:
        The locals.
    """
    found = flow.pointer
    while True:
        before = found
        for local, origin in enumerate(flow.origins):
            if origin & found:
                found |= 1 << local
        if found == before:
            return found & ~flow.pointer


def bases(flow: Flow, pointers: int) -> list[int]:
    """Return for each local the locals whose objects its value may point into.

    ``p = list + 8`` makes ``p`` a *derived* pointer with the base ``list``. The collector keeps an
    object if it sees a pointer to it; the compiler may drop ``list`` and go on with ``p``. A copy
    has the bases of what it was copied from.

    Args:
        flow: The function.
        pointers: The locals that may hold pointers.

    Returns:
        A bit set of bases for each local.
    """
    found = [derived & pointers for derived in flow.derived]
    changed = True
    while changed:
        changed = False
        for local, before in enumerate(found):
            after = before
            for source in members(before | (flow.copies[local] & pointers)):
                after |= found[source]
            if after != before:
                found[local] = after
                changed = True
    return found


def live_after_calls(flow: Flow) -> list[int]:
    """Return for each call of a flow the locals that are live just after it.

    Args:
        flow: The function.

    Returns:
        A bit set for each call.
    """
    blocks = flow.blocks
    reads, writes = _summaries(blocks)
    live = [0] * len(blocks)
    order = flow.order[::-1]
    changed = True
    while changed:
        changed = False
        for number in order:
            block = blocks[number]
            after = 0
            for successor in block.successors:
                after |= live[successor]
            before = reads[number] | (after & ~writes[number])
            if block.throws:
                for handler in block.handlers:
                    before |= live[handler]
            if before != live[number]:
                live[number] = before
                changed = True
    found = [0] * len(flow.calls)
    for block in blocks:
        if block.throws:
            _follow_back(block, live, found)
    return found


def members(bits: int) -> list[int]:
    """Return the numbers in a bit set, lowest first."""
    found: list[int] = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def _summaries(blocks: list[BasicBlock]) -> tuple[list[int], list[int]]:
    """Return for each block the locals read before they are written, and those written."""
    reads: list[int] = []
    writes: list[int] = []
    for block in blocks:
        read = written = 0
        for event in block.events:
            kind = event & 3
            if kind == 0:
                bit = 1 << (event >> 2)
                if not written & bit:
                    read |= bit
            elif kind == 1:
                written |= 1 << (event >> 2)
        reads.append(read)
        writes.append(written)
    return reads, writes


def _follow_back(block: BasicBlock, live: list[int], found: list[int]) -> None:
    """Go up through a block from its end and note what is live after each call."""
    at_handlers = 0
    for handler in block.handlers:
        at_handlers |= live[handler]
    now = 0
    for successor in block.successors:
        now |= live[successor]
    for event in reversed(block.events):
        kind = event & 3
        if kind == 0:
            now |= 1 << (event >> 2)
        elif kind == 1:
            now &= ~(1 << (event >> 2))
        else:
            now |= at_handlers
            found[event >> 2] = now
