"""How much board time the processor's work takes, in fast pace.

Work is counted in wasmtime fuel: WebAssembly instructions. Some of it is not the program's but
that of the board's own software, which on a real board is C and takes next to no time; a host
call says how much of the work before it that was (`costs.py`). So what was done since the last
call can be charged for certain only at the next one.
"""

from collections.abc import Callable

from kibako.virtual.costs import GLUE_FUEL_MAX


class ProgramFuel:
    """The fuel that is left, as if the collector had a program's things alone to look through.

    The heap of a virtual board holds the board's own modules besides, so a collection there burns
    many times what it would. That share is measured when the board starts; later it is given
    back for each collection, less what a collection takes on the real board with an empty heap.

    Args:
        fuel: Tells how much fuel is left.
        collections: Tells how many collections there were.
        collection_fuel: What a collection takes on the real board.
    """

    def __init__(
        self, fuel: Callable[[], int], collections: Callable[[], int], collection_fuel: int
    ) -> None:
        self._fuel = fuel
        self._collections = collections
        self._collection_fuel = collection_fuel
        self._spared = 0
        self._passed_over = 0
        self._before: int | None = None

    def __call__(self) -> int:
        """Return the fuel that is left."""
        return self._fuel() + self._collections() * self._spared - self._passed_over

    def burn(self, fuel: int) -> None:
        """Count work that the program would do and that need not be done.

        Args:
            fuel: How much it would burn.
        """
        self._passed_over += fuel

    def measure(self) -> None:
        """Measure one collection: called before it, and after it again."""
        if self._before is None:
            self._before = self._fuel()
        elif not self._spared:
            self._spared = self._before - self._fuel() - self._collection_fuel


class Work:
    """The work of one board's processor, and what it comes to in time.

    Args:
        fuel_per_ms: How much fuel a millisecond of the board is.
    """

    def __init__(self, fuel_per_ms: int) -> None:
        self.fuel_per_ms = fuel_per_ms
        self._fuel: Callable[[], int] | None = None
        self._last = 0
        self._rest = 0
        self._given = 0
        self._ahead_us = 0

    @property
    def goes_on(self) -> bool:
        """Whether the processor works: a program runs."""
        return self._fuel is not None

    def begin(self, fuel: Callable[[], int]) -> None:
        """Count from now on.

        Args:
            fuel: Tells how much fuel is left.
        """
        self._fuel = fuel
        self._last = fuel()
        self._given = 0

    def end(self) -> None:
        """Stop counting."""
        self._fuel = None
        self._ahead_us = 0

    def forget_rest(self) -> None:
        """Forget the part of a microsecond that is still to be charged."""
        self._rest = 0

    def give(self, fuel: int) -> None:
        """Let some of the work that comes now be free: the board's own software is loaded.

        Args:
            fuel: How much.
        """
        if self._fuel is not None:
            self._given += fuel

    def take(self, free_fuel: int, least_us: int) -> int:
        """Return how long the work since the last taking took.

        Args:
            free_fuel: How much of it was not the program's.
            least_us: What is charged at least.

        Returns:
            Microseconds by which the clock has to go on.
        """
        if self._fuel is None:
            return 0
        left = self._fuel()
        fuel = max(self._last - left - free_fuel, 0)
        self._last = left
        given = min(self._given, fuel)
        self._given -= given
        spent = max((fuel - given) * 1000, least_us * self.fuel_per_ms) + self._rest
        done_us, self._rest = divmod(spent, self.fuel_per_ms)
        ahead_us = min(self._ahead_us, done_us)
        self._ahead_us -= ahead_us
        return done_us - ahead_us

    def untaken_us(self, *, certain: bool) -> int:
        """Return how far the work has come since the last taking.

        Args:
            certain: Whether all of it is the program's own; if not, what may turn out to be the
                board's software is left out.

        Returns:
            Microseconds by which the clock may go on; see :meth:`go_ahead`.
        """
        if self._fuel is None:
            return 0
        fuel = self._last - self._fuel() - self._given - (0 if certain else GLUE_FUEL_MAX)
        return max((max(fuel, 0) * 1000 + self._rest) // self.fuel_per_ms - self._ahead_us, 0)

    def fuel_until(self, duration_us: int, fuel_left: int) -> int:
        """Return how much fuel the program burns until the clock has gone on for a while.

        Args:
            duration_us: How long, from where the clock stands.
            fuel_left: How much fuel there is now.

        Returns:
            The fuel; 0 or less when it is burnt.
        """
        wanted = (duration_us + self._ahead_us) * self.fuel_per_ms // 1000
        return wanted + self._given - (self._last - fuel_left)

    def go_ahead(self, duration_us: int) -> None:
        """Note that the clock went on before the work was taken; it is settled then.

        So a run comes to the same time, however often somebody looks into it.

        Args:
            duration_us: How far it went on.
        """
        self._ahead_us += duration_us
