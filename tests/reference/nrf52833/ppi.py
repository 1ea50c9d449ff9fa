"""The programmable peripheral interconnect: events that trigger tasks without the processor."""

from typing import TYPE_CHECKING

from .peripheral import Peripheral

if TYPE_CHECKING:
    from .chip import Chip

_CHEN, _CHENSET, _CHENCLR = 0x500, 0x504, 0x508
_CHANNELS = 0x510
_FORKS = 0x910
_PROGRAMMABLE = 20


class Ppi(Peripheral):
    """Twenty channels; the twelve that Nordic wired for its radio are not modelled."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self._on = 0
        self._routes: dict[int, list[int]] = {}

    def reset(self) -> None:
        super().reset()
        self._on = 0
        self._routes = {}

    def tasks_of(self, event_address: int) -> list[int]:
        """Return the addresses of the tasks that an event triggers."""
        return self._routes.get(event_address, [])

    def heard(self, event_address: int) -> bool:
        """Tell whether an event triggers anything that matters now."""
        return any(self.chip.is_live(each) for each in self.tasks_of(event_address))

    def events_of(self, task_address: int) -> list[int]:
        """Return the addresses of the events that trigger a task."""
        return [event for event, tasks in self._routes.items() if task_address in tasks]

    def register(self, offset: int) -> int:
        return self._on if offset in (_CHEN, _CHENSET, _CHENCLR) else super().register(offset)

    def written(self, offset: int, value: int) -> None:
        if offset == _CHEN:
            self._on = value
        elif offset == _CHENSET:
            self._on |= value
        elif offset == _CHENCLR:
            self._on &= ~value
        self._connect()

    def _connect(self) -> None:
        self._routes = {}
        get = self.registers.get
        for channel in range(_PROGRAMMABLE):
            if not self._on >> channel & 1:
                continue
            event = get(_CHANNELS + 8 * channel, 0)
            for task in (get(_CHANNELS + 8 * channel + 4, 0), get(_FORKS + 4 * channel, 0)):
                if event and task:
                    self._routes.setdefault(event, []).append(task)
        self.chip.replan_timers()
