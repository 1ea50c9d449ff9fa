"""The interpreter's memory: checked reading and writing, and the places that the host changes.

The addresses are those of static data in the pinned artifact (its hash is checked when it is
loaded); static data is where it is in the repaired module too.
"""

import ctypes
import struct
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from kibako.virtual.interpreter.collector import PINNED, collections_at
from kibako.virtual.interpreter.errors import BOARD_NUMBER
from kibako.virtual.interpreter.jumps import CODE_STATE, COUNTDOWN

if TYPE_CHECKING:
    import wasmtime

INTERPRETER_VERSION = "v1.27.0-preview.225.g3f6d144cb8 on 2026-06-02"
"""What the artifact says that it is, in ``sys.version``."""

PENDING_EXCEPTION = 0x104F0
KEYBOARD_INTERRUPT = 0x1060C
SCHED_STATE = 0x106A4
SCHED_LENGTH = 0x106A6  # a byte; the next one is the index of the first entry
SCHED_QUEUE = 0x10668
SCHED_SLOTS = 4

COLLECTIONS = collections_at(PINNED)
"""Where the repaired module counts its collections."""

_MODULE_SLOTS = {
    "cmath": 0x6138, "deflate": 0x6140, "framebuf": 0x6148, "gc": 0x6150, "host": 0x6158,
    "math": 0x6160, "micropython": 0x6168, "uctypes": 0x6178, "vfs": 0x6180,
    "_asyncio": 0x6188, "array": 0x61B0, "binascii": 0x61B8, "collections": 0x61C0,
    "errno": 0x61C8, "hashlib": 0x61D0, "heapq": 0x61D8, "io": 0x61E0, "json": 0x61E8,
    "machine": 0x61F0, "os": 0x61F8, "platform": 0x6200, "random": 0x6208, "re": 0x6210,
    "select": 0x6218, "struct": 0x6220, "time": 0x6228,
}  # fmt: skip
"""Where the tables of the interpreter's own modules hold each one's name."""

_PLATFORM, _MACHINE, _BUILD = 0x7A2C, 0x7B14, 0x7B1C
_STDIN_BUFFER_FD, _STDOUT_BUFFER_FD = 0x10324, 0x1032C
"""Slots of ``sys.platform``, of two fields of ``sys.implementation``, and the file numbers of
``sys.stdin.buffer`` and ``sys.stdout.buffer``."""

_REPLACED = {
    "micropython.kbd_intr": (0x78BC,),
    "vfs.mount, os.mount": (0xB55C, 0xAEC4),
    "time.sleep": (0xB2FC,),  # those of the artifact would keep our processor busy
    "time.sleep_ms": (0xB304,),
    "time.sleep_us": (0xB30C,),
}
REPLACED = len(_REPLACED)
"""How many functions of the interpreter the kernel replaces."""

_ERRNO_CODES, _ERRNO_GLOBALS, _ERRNO_COUNT = 0x7C20, 0x7B50 + 16 + 4, 22


_WHOLE = ctypes.c_char * (1 << 31)
"""As much as a memory of this interpreter could ever be."""


class MemoryFault(Exception):
    """The interpreter named an address outside of its memory: it is broken."""


class Memory:
    """The linear memory of one instance. It may grow, and never moves (the engine is told so).

    Args:
        store: The instance's store.
        memory: Its exported memory.
    """

    def __init__(self, store: "wasmtime.Store", memory: "wasmtime.Memory") -> None:
        self._store = store
        self._memory = memory
        self._start = ctypes.addressof(memory.data_ptr(store).contents)
        self._bytes = memory.data_len(store)
        # Views, not copies: what is read at every call is read without a detour. Of the large one
        # only what `_at` has found inside the memory is ever touched.
        self._countdown = ctypes.c_int32.from_address(self._start + COUNTDOWN)
        self._collections = ctypes.c_uint32.from_address(self._start + COLLECTIONS)
        self._view = _WHOLE.from_address(self._start)
        self._module_names: dict[str, int] = {}
        self._program_names = 0

    def _at(self, address: int, length: int) -> int:
        if address + length > self._bytes:
            self._bytes = self._memory.data_len(self._store)
        if address < 0 or length < 0 or address + length > self._bytes:
            raise MemoryFault(address)
        return self._start + address

    def read(self, address: int, length: int) -> bytes:
        """Return bytes.

        Raises:
            MemoryFault: They are not in the memory.
        """
        address &= 0xFFFFFFFF  # WebAssembly's i32 comes signed
        end = address + length
        if length < 0 or end > self._bytes:
            self._at(address, length)
        return cast("bytes", self._view[address:end])

    def write(self, address: int, data: bytes) -> None:
        """Write bytes.

        Raises:
            MemoryFault: The place is not in the memory.
        """
        address &= 0xFFFFFFFF
        ctypes.memmove(self._at(address, len(data)), data, len(data))

    def u32(self, address: int) -> int:
        """Return the 32-bit number at an address."""
        return int.from_bytes(self.read(address, 4), "little")

    def put_u32(self, address: int, value: int) -> None:
        """Write a 32-bit number."""
        self.write(address, (value & 0xFFFFFFFF).to_bytes(4, "little"))

    def collections(self) -> int:
        """Return how many collections there were."""
        return self._collections.value

    def put_u64(self, address: int, value: int) -> None:
        """Write a 64-bit number."""
        self.write(address, value.to_bytes(8, "little"))

    # Pieces of memory, as the system functions get them: a row of addresses and lengths

    def pieces(self, vectors: int, count: int) -> list[tuple[int, int]]:
        """Return the address and length of each of some pieces of memory.

        Args:
            vectors: Where the row of addresses and lengths lies.
            count: How many there are.
        """
        raw = self.read(vectors, 8 * count)
        return [struct.unpack_from("<II", raw, at) for at in range(0, 8 * count, 8)]

    def gather(self, vectors: int, count: int) -> bytes:
        """Return the contents of pieces of memory, as one; the arguments are as for `pieces`."""
        return b"".join(self.read(address, n) for address, n in self.pieces(vectors, count))

    def scatter(self, pieces: list[tuple[int, int]], data: bytes) -> int:
        """Write bytes into pieces of memory.

        Args:
            pieces: The address and length of each.
            data: The bytes.

        Returns:
            How many bytes had room.
        """
        done = 0
        for address, length in pieces:
            piece = data[done : done + length]
            if not piece:
                break
            self.write(address, piece)
            done += len(piece)
        return done

    # The state of the interpreter

    def use_board_errors(self) -> None:
        """Name the error numbers of boards, not WASI's: ``OSError: [Errno 2] ENOENT``."""
        for start in (_ERRNO_CODES, _ERRNO_GLOBALS):
            for index in range(_ERRNO_COUNT):
                address = start + 8 * index
                number = self.u32(address) >> 1
                self.put_u32(address, (BOARD_NUMBER[number] << 1) | 1)

    def offer_modules(self, names: Iterable[str]) -> None:
        """Make only these modules of the interpreter importable.

        Args:
            names: Their names; names that the interpreter does not have are passed over.
        """
        offered = set(names)
        for name, address in _MODULE_SLOTS.items():
            if name not in self._module_names:
                self._module_names[name] = self.u32(address)
            self.put_u32(address, self._module_names[name] if name in offered else 0)

    def name_board(self, platform: int, machine: int, build: int) -> None:
        """Let ``sys`` tell which board this is.

        Args:
            platform: The object of ``sys.platform``, kept alive by the board.
            machine: That of ``sys.implementation._machine``.
            build: That of ``sys.implementation._build``.
        """
        self.put_u32(_PLATFORM, platform)
        self.put_u32(_MACHINE, machine)
        self.put_u32(_BUILD, build)

    def use_raw_buffers(self, stdin_fd: int, stdout_fd: int) -> None:
        """Give ``sys.stdin.buffer`` and ``sys.stdout.buffer`` file numbers of their own."""
        self.put_u32(_STDIN_BUFFER_FD, stdin_fd)
        self.put_u32(_STDOUT_BUFFER_FD, stdout_fd)

    def replace_functions(self, functions: Sequence[int]) -> None:
        """Put functions of the kernel, kept alive by it, in the place of the interpreter's.

        Args:
            functions: As many as :data:`REPLACED` has entries.
        """
        for slots, function in zip(_REPLACED.values(), functions, strict=True):
            for slot in slots:
                self.put_u32(slot, function)

    def name_program(self, names: int) -> None:
        """Tell which names are the program's own.

        Args:
            names: The dictionary of its global names, kept alive by the board.
        """
        self._program_names = names

    def in_program(self) -> bool:
        """Return whether the code that jumped last is the program's: not a module's, nor ours."""
        try:
            function = self.u32(self.u32(CODE_STATE))
            return self.u32(self.u32(function + 4) + 4) == self._program_names
        except MemoryFault:
            return False

    def count_down(self, jumps: int) -> None:
        """Have the host called after so many jumps of the program."""
        self._countdown.value = jumps

    def raise_keyboard_interrupt(self) -> None:
        """Make the program meet a KeyboardInterrupt at its next step."""
        self.put_u32(KEYBOARD_INTERRUPT + 8, 0)  # no traceback of an earlier one
        self.put_u32(PENDING_EXCEPTION, KEYBOARD_INTERRUPT)
        if struct.unpack("<h", self.read(SCHED_STATE, 2))[0] == 1:
            self.write(SCHED_STATE, b"\x00\x00")  # from idle to pending

    def interrupt_pending(self) -> bool:
        """Return whether a KeyboardInterrupt waits to be met."""
        return self.u32(PENDING_EXCEPTION) != 0

    def forget_interrupt(self) -> None:
        """Take back a KeyboardInterrupt that was not met yet."""
        self.put_u32(PENDING_EXCEPTION, 0)

    def unlock_scheduler(self) -> int | None:
        """Let calls that are queued run beside a queued call, as in the program itself.

        Returns:
            What `lock_scheduler` needs; None: it was not locked.
        """
        (state,) = struct.unpack("<h", self.read(SCHED_STATE, 2))
        if state >= 0:
            return None
        pending = self.interrupt_pending() or self.read(SCHED_LENGTH, 1) != b"\x00"
        self.write(SCHED_STATE, b"\x00\x00" if pending else b"\x01\x00")
        return state

    def lock_scheduler(self, state: int) -> None:
        """Take `unlock_scheduler` back."""
        self.write(SCHED_STATE, struct.pack("<h", state))

    def schedule(self, function: int, argument: int) -> bool:
        """Queue a call, as ``micropython.schedule`` does.

        Args:
            function: The function's object, kept alive by the board.
            argument: Its argument's object.

        Returns:
            Whether there was room.
        """
        (state,) = struct.unpack("<h", self.read(SCHED_STATE, 2))
        length, index = self.read(SCHED_LENGTH, 2)
        if length >= SCHED_SLOTS:
            return False
        slot = (index + length) % SCHED_SLOTS
        self.write(SCHED_QUEUE + 8 * slot, struct.pack("<II", function, argument))
        self.write(SCHED_LENGTH, bytes([length + 1]))
        if state == 1:
            self.write(SCHED_STATE, b"\x00\x00")  # else it runs already, and looks again at its end
        return True
