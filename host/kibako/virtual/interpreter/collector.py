"""What is special to MicroPython's artifact: its collector and its stack, by their addresses.

The artifact is one known file (its SHA-256 is checked), so its functions can be named by index.
Each fact used here is tested again on the module before anything is changed: the repair of a
file in which a fact does not hold is refused.
"""

from dataclasses import dataclass

from kibako.virtual.interpreter.binary import GLOBAL, MEMORY, Module, invalid, signed, unsigned
from kibako.virtual.interpreter.body import Body, decode
from kibako.virtual.interpreter.opcodes import Op

PAGE_BYTES = 65_536


@dataclass(frozen=True)
class Artifact:
    """Where things are in the artifact.

    Attributes:
        collector: ``gc_collect``: all functions that can reach it get frames.
        mark_roots: ``gc_collect_root(words, count)``: marks what the stack points to.
        mark_subtree: Marks everything that an object points to, given its first block.
        main: ``main``, which sets the limit of MicroPython's recursion.
        state: The address of MicroPython's state, ``mp_state_ctx``.
        table: Offset in the state: where the table of the heap's blocks starts, two bits a block.
        pool: Offset in the state: where the heap starts; its end follows.
        stack_top: The initial stack pointer.
        pages: The initial size of memory in pages.
        recursion_bytes: The limit of MicroPython's recursion, in bytes of stack.
    """

    collector: int
    mark_roots: int
    mark_subtree: int
    main: int
    state: int
    table: int
    pool: int
    stack_top: int
    pages: int
    recursion_bytes: int


PINNED = Artifact(
    collector=1271,
    mark_roots=51,
    mark_subtree=50,
    main=1263,
    state=0x104D4,
    table=608,
    pool=620,
    stack_top=136_576,
    pages=3,
    recursion_bytes=40_000,
)

STACK_PAGES = 3
RECURSION_BYTES = 80_000
GUARD_BYTES = 16_384
"""Room for functions without a guard of their own, the largest of which has a frame of 4 KiB."""


def stack_floor(artifact: Artifact) -> int:
    """Return the address below which a guarded function may not put its frame."""
    return artifact.pages * PAGE_BYTES + GUARD_BYTES


def move_stack(module: Module, artifact: Artifact) -> None:
    """Give the shadow stack pages of its own, above the memory that the linker knew.

    As published it lies directly above static data, and an overflow writes into that data. The
    C library's heap starts where the old stack ended and asks for more memory by growing it, so
    it leaves the new pages alone; static data stays where it is.

    Args:
        module: The module; its memory and global sections are replaced.
        artifact: Where things are.

    Raises:
        WasmError: Memory or stack pointer are not as expected.
    """
    pages = artifact.pages
    old_memory = b"\x01\x00" + unsigned(pages)
    if module.section(MEMORY) != old_memory:
        raise invalid("the memory is not as expected")
    module.replace(MEMORY, b"\x01\x00" + unsigned(pages + STACK_PAGES))
    old = module.section(GLOBAL)
    expected = b"\x7f\x01\x41" + signed(artifact.stack_top) + b"\x0b"
    if old[1 : 1 + len(expected)] != expected:
        raise invalid("the stack pointer is not as expected")
    top = (pages + STACK_PAGES) * PAGE_BYTES
    new = old[:1] + b"\x7f\x01\x41" + signed(top) + b"\x0b" + old[1 + len(expected) :]
    module.replace(GLOBAL, new)


def raise_recursion_limit(body: Body, artifact: Artifact) -> bytes:
    """Return ``main`` with a higher limit of recursion: frames are larger, and so is the stack.

    Args:
        body: The body of ``main``.
        artifact: Where things are.

    Returns:
        The new body.

    Raises:
        WasmError: It does not start with the limit.
    """
    if body.ops[:1] != [Op.I32_CONST] or body.args[0] != artifact.recursion_bytes:
        raise invalid("main is not as expected")
    new = b"\x41" + signed(RECURSION_BYTES)
    return body.raw[: body.starts[0]] + new + body.raw[body.starts[1] :]


def check_handlers(bodies: list[Body]) -> None:
    """Refuse a module in which a handler goes on with somebody else's stack pointer.

    A caught throw has skipped the ends of all functions that it left, so the stack pointer is too
    low: the handler has to set it before anything else uses it. In the artifact each does it
    within its first instructions, from a local.

    Args:
        bodies: The decoded bodies.

    Raises:
        WasmError: A handler of a tag does not.
    """
    for body in bodies:
        handlers = sum(1 for op in body.ops if op == Op.TRY_TABLE)
        if not handlers:
            continue
        pairs = zip(body.ops, body.ops[1:], body.args[1:], strict=False)
        resets = sum(1 for a, b, arg in pairs if (a, b, arg) == (Op.LOCAL_GET, Op.GLOBAL_SET, 0))
        if not resets:
            raise invalid("a handler does not set the stack pointer")


def collections_at(artifact: Artifact) -> int:
    """Return where the module counts its collections: the lowest word below the stack's guard."""
    return artifact.pages * PAGE_BYTES


def count_collections(raw: bytes, artifact: Artifact) -> bytes:
    """Return ``gc_collect`` with a counter at its beginning.

    A collection works on the whole heap, in which the board's own modules lie; on a real board
    they take no heap. Who reckons a program's time has to know how many there were.

    Args:
        raw: The body as it would be otherwise.
        artifact: Where things are.

    Returns:
        The new body.
    """
    start = decode(raw).starts[0]
    place = b"\x41" + signed(collections_at(artifact))
    load, add_one, store = b"\x28\x02\x00", b"\x41\x01\x6a", b"\x36\x02\x00"
    return raw[:start] + place + place + load + add_one + store + raw[start:]


def interior_mark_roots(body: Body, artifact: Artifact) -> bytes:
    """Return ``gc_collect_root`` anew, so that a pointer into an object keeps the object.

    The published function looks at each word of the stack and marks a block only if the word is
    the address of an object's first byte. The compiler, though, may keep nothing but
    ``&object->field`` in a local. The new one rounds the word down to its block and steps back
    from *tail* blocks to the object's *head*. Per block the table has two bits: 0 free, 1 head,
    2 tail, 3 marked head.

    Args:
        body: The published body, to check that it is the one that we know.
        artifact: Where things are.

    Returns:
        The new body.

    Raises:
        WasmError: The body is not as expected.
    """
    calls = [a for o, a in zip(body.ops, body.args, strict=True) if o == Op.CALL]
    if calls != [artifact.mark_subtree]:
        raise invalid("gc_collect_root is not as expected")
    words, count, block, byte, kind, pool = range(6)

    def get(local: int) -> bytes:
        return bytes([0x20, local])

    def put(local: int) -> bytes:
        return bytes([0x21, local])

    def const(value: int) -> bytes:
        return b"\x41" + signed(value)

    def state(offset: int) -> bytes:
        return const(artifact.state) + b"\x28\x02" + unsigned(offset)

    loop, end, add, sub = b"\x03\x40", b"\x0b", b"\x6a", b"\x6b"
    and_, shl, shr, or_ = b"\x71", b"\x74", b"\x76", b"\x72"
    two_bits = get(block) + const(3) + and_ + const(1) + shl
    code = b"".join(
        (
            b"\x01\x04\x7f\x02\x40",  # four i32 locals; block
            get(count) + b"\x45\x0d\x00",  # no words: out
            state(artifact.pool) + put(pool),
            loop + b"\x02\x40",  # for each word; block: what `br 0` leaves
            get(words) + b"\x28\x02\x00\x22" + bytes([block]),
            get(pool) + b"\x49\x0d\x00",  # below the heap
            get(block) + state(artifact.pool + 4) + b"\x4f\x0d\x00",  # above it
            get(block) + get(pool) + sub + const(4) + shr + put(block),
            loop,
            state(artifact.table) + get(block) + const(2) + shr + add + b"\x22" + bytes([byte]),
            b"\x2d\x00\x00" + two_bits + shr + const(3) + and_ + b"\x22" + bytes([kind]),
            const(2) + b"\x46\x04\x40",  # a tail: step back
            get(block) + const(-1) + add + put(block) + b"\x0c\x01" + end + end,
            get(kind) + const(1) + b"\x47\x0d\x00",  # free, or marked before
            get(byte) + get(byte) + b"\x2d\x00\x00" + const(3) + two_bits + shl + or_,
            b"\x3a\x00\x00",  # now marked
            get(block) + b"\x10" + unsigned(artifact.mark_subtree),
            end,
            get(words) + const(4) + add + put(words),
            get(count) + const(-1) + add + b"\x22" + bytes([count]) + b"\x0d\x00",
            end + end + end,
        )
    )
    return code
