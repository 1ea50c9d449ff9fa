"""What a finger does: buttons, and pins that feel a touch."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from kibako.virtual.hostcall import HostCallError, HostFunction
from kibako.virtual.surroundings import Surroundings


@dataclass(slots=True)
class _Button:
    changed: Callable[[bool], None]
    pressed: bool = False
    was_pressed: bool = False
    presses: int = 0


class Buttons:
    """Everything on the board that can be pressed or touched.

    Args:
        world: What all parts share.
        names: Their names, such as ``button_a`` and ``pin_logo``.
        changed: Called with name and state after each change of one of these.
    """

    def __init__(
        self, world: Surroundings, names: Iterable[str], changed: Callable[[str, bool], None]
    ) -> None:
        self._world = world
        self._buttons: dict[str, _Button] = {}
        self._stuck: str | None = None
        for name in names:
            self.add(name, partial(changed, name))
        self.functions: dict[str, HostFunction] = {
            "button.is": self._is_pressed,
            "button.was": self._was_pressed,
            "button.presses": self._get_presses,
        }

    @property
    def names(self) -> tuple[str, ...]:
        """What can be pressed."""
        return tuple(self._buttons)

    @property
    def pressed(self) -> Mapping[str, bool]:
        """Which of them are held down just now."""
        return {name: button.pressed for name, button in self._buttons.items()}

    def add(self, name: str, changed: Callable[[bool], None]) -> None:
        """Add something to press, such as a key of a part on the table.

        Args:
            name: Its name.
            changed: Called with the new state after each change.
        """
        self._buttons[name] = _Button(changed)

    def set(self, name: str, pressed: bool) -> None:
        """Press or release one.

        Args:
            name: Which one.
            pressed: Whether it is held down from now on.

        Raises:
            KeyError: The board has none of that name.
        """
        button = self._buttons[name]
        if button.pressed == pressed or name == self._stuck:
            return
        button.pressed = pressed
        if pressed:
            button.was_pressed = True
            button.presses += 1
        self._world.emit(name, "pressed" if pressed else "released")
        button.changed(pressed)

    def stick(self, name: str | None) -> None:
        """Let a button be stuck: pressed, whatever a finger does; None frees it.

        Args:
            name: Which one.

        Raises:
            KeyError: The board has none of that name.
        """
        before, self._stuck = self._stuck, None
        if before is not None:
            self.set(before, False)
        if name is not None:
            self.set(name, True)
            self._stuck = name

    def reset(self) -> None:
        """Forget past presses: the board starts anew. A finger stays where it is."""
        for button in self._buttons.values():
            button.was_pressed = False
            button.presses = 0

    def _find(self, name: str) -> _Button:
        button = self._buttons.get(name)
        if button is None:
            raise HostCallError("ValueError", "no such button")
        return button

    def _is_pressed(self, payload: str) -> str:
        return str(int(self._find(payload).pressed))

    def _was_pressed(self, payload: str) -> str:
        button = self._find(payload)
        was, button.was_pressed = button.was_pressed, False
        return str(int(was))

    def _get_presses(self, payload: str) -> str:
        button = self._find(payload)
        presses, button.presses = button.presses, 0
        return str(presses)
