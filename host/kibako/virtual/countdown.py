"""Being called when a moment has come in a loop that calls nothing.

The interpreter counts down a number at each jump of the program and calls the host when it comes
to zero (`interpreter/jumps.py`). A jump takes more or less work, so the number is an estimate,
made from the last one, and on the low side: towards the moment the calls come closer together.
Nothing here depends on the computer: the same jumps are met in each run.

A program that only jumps (``while True: pass``) changes nothing until something is due. It is
known by what its jumps take, less than any other's, and led up to that moment at once.
"""

from collections.abc import Callable

from kibako.virtual.interpreter.jumps import NEVER
from kibako.virtual.memory import Memory
from kibako.virtual.work import ProgramFuel

_JUMPS_MAX = 4096
"""No estimate is trusted for longer: the next jumps may take more work than the last ones did."""

_JUMPS_FIRST = 64
"""For how long one is trusted that was wrong before, or is the first."""

_JUMPS_TELLING = 16
"""Fewer jumps, in one countdown or in several, do not tell that the next ones take less work."""

_FUEL_BARE = 53
"""What a jump takes that leads to a jump: nothing takes less, and such a loop does nothing else."""

_FUEL_CALL = 4
"""What it takes to call the host when the number is at 0."""

_JUMPS_BARE = 1024
"""So many in a row that only jump are an endless loop: no program leads through so many others."""

_FUEL_FIRST = 2000
"""What a jump takes until we know better."""


class Countdown:
    """The number in one interpreter's memory.

    Args:
        memory: The memory.
        fuel: The fuel that is left.
    """

    def __init__(self, memory: Memory, fuel: ProgramFuel) -> None:
        self._memory = memory
        self._fuel = fuel
        self._bare = False
        self._jumps = NEVER
        self._fuel_then = 0
        self._fuel_per_jump = _FUEL_FIRST
        self._most = _JUMPS_FIRST
        self._few_jumps = self._few_fuel = 0

    def reached(self) -> None:
        """Learn from a countdown that came to its end."""
        if self._jumps != NEVER:
            burnt = self._fuel_then - self._fuel()
            bare = burnt == self._jumps * _FUEL_BARE + _FUEL_CALL
            self._bare = bare and self._jumps >= _JUMPS_BARE
            seen = max(burnt // self._jumps, 1)
            if seen < self._fuel_per_jump and self._jumps < _JUMPS_TELLING:
                # A jump that took very much once would else have each later one looked at alone.
                self._few_jumps += self._jumps
                self._few_fuel += burnt
                if self._few_jumps < _JUMPS_TELLING:
                    return
                seen = max(self._few_fuel // self._few_jumps, 1)
            self._few_jumps = self._few_fuel = 0
            fits = self._fuel_per_jump // 2 <= seen <= self._fuel_per_jump * 2
            self._most = min(4 * self._most, _JUMPS_MAX) if fits else _JUMPS_FIRST
            self._fuel_per_jump = seen

    def begin(self, fuel_to_go: Callable[[int], int | None]) -> None:
        """Count anew.

        Args:
            fuel_to_go: Takes the fuel that is left, and tells how much the program may burn
                until the host has to be called; None: it need not be called.
        """
        left = self._fuel()
        to_go = fuel_to_go(left)
        if to_go is None:
            if self._jumps == NEVER:
                return
            self._jumps = NEVER
        else:
            if self._bare and to_go > _FUEL_BARE:
                passed_over = to_go - to_go % _FUEL_BARE
                self._fuel.burn(passed_over)
                left, to_go = left - passed_over, to_go - passed_over
            self._bare = False
            likely = (to_go - to_go // 8) // self._fuel_per_jump
            self._jumps = min(max(likely, 1), self._most)
            self._fuel_then = left
        self._memory.count_down(self._jumps)

    def end_now(self) -> None:
        """Have the host called at the next jump."""
        self._jumps = NEVER
        self._memory.count_down(1)
