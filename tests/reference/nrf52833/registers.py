"""Several registers of the processor at once.

Unicorn's own batch calls make new buffers each time, which costs more than an interrupt handler
does; here they are made once.
"""

import ctypes
from collections.abc import Iterable, Sequence

from unicorn import Uc


class Registers:
    """Some registers, always the same ones, in the same order."""

    def __init__(self, engine: Uc, numbers: Sequence[int]) -> None:
        """Prepare the buffers.

        Args:
            engine: Whose registers.
            numbers: Unicorn's numbers for them, each of 64 bits or less.
        """
        count = len(numbers)
        self._engine = engine
        self._count = ctypes.c_int(count)
        self._numbers = (ctypes.c_int * count)(*numbers)
        self._values = (ctypes.c_uint64 * count)()
        first = ctypes.addressof(self._values)
        self._pointers = (ctypes.c_void_p * count)(*(first + 8 * each for each in range(count)))

    def read(self) -> list[int]:
        """Return what is in them."""
        status = self._engine._do_reg_read_batch(self._numbers, self._pointers, self._count)
        assert status == 0, f"registers cannot be read: {status}"
        return self._values[:]

    def write(self, values: Iterable[int]) -> None:
        """Put something into each."""
        self._values[:] = list(values)
        status = self._engine._do_reg_write_batch(self._numbers, self._pointers, self._count)
        assert status == 0, f"registers cannot be written: {status}"
