"""The micro:bit's edge connector: what `pin0` to `pin20` do when a program asks."""

from collections.abc import Collection

from kibako.virtual.buttons import Buttons
from kibako.virtual.display import Display
from kibako.virtual.hostcall import HostCallError, HostFunction, bounded, integer, value_error
from kibako.virtual.microbit_pwm import MicrobitPwm
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Pull, Signal, Wire, Wires

_PULLS: dict[int, Pull] = {0: "up", 1: "down", 2: "none"}
_OLD_PULLS: dict[int, Pull] = {3: "up", 1: "down", 0: "none"}
"""The numbers of PULL_UP, PULL_DOWN and NO_PULL, on the V2 and on the V1."""

_SOUND_MODES = frozenset({"music", "audio"})
_FIXED_MODES = frozenset({"display", "button", "i2c", "spi"}) | _SOUND_MODES
"""Uses that a program cannot take a pin away from."""


class MicrobitPins:
    """The pins of a micro:bit.

    Args:
        world: What all parts share.
        wires: The pins as wires.
        display: Whose lights hang on some of them.
        buttons: Whose contacts hang on others.
        abilities: What the board's firmware can do.
    """

    def __init__(
        self,
        world: Surroundings,
        wires: Wires,
        display: Display,
        buttons: Buttons,
        abilities: Collection[str],
    ) -> None:
        self._world = world
        self._wires = wires
        self._display = display
        self._buttons = buttons
        self._pwm = MicrobitPwm(abilities)
        self._any_pull = "pull_unchecked" in abilities
        self._pulls = _PULLS if self._any_pull else _OLD_PULLS
        self._told_pull: dict[str, int] = {}
        self._analog: dict[str, int] = {}
        self.functions: dict[str, HostFunction] = {
            "pin.w": self._write_digital,
            "pin.r": self._read_digital,
            "pin.aw": self._write_analog,
            "pin.ar": self._read_analog,
            "pin.period": self._period,
            "pin.pull": self._pull,
            "pin.mode": self._mode,
            "pin.pulls": lambda payload: " ".join(map(str, self._pulls)),
            "pin.touch": self._touch,
            "pin.touchmode": self._touch_mode,
        }
        self.reset()

    def reset(self) -> None:
        """Give every pin its first use: the board starts anew."""
        self._pwm.reset()
        self._told_pull.clear()
        self._analog.clear()
        for wire in self._wires:
            wire.mode = _first_mode(wire)
            if wire.mode == "button":
                wire.pull = "up"

    def analog_output(self, name: str) -> int | None:
        """Return what a pin was last given with ``write_analog``, None if it gives none."""
        return self._analog.get(name)

    def play_on(self, name: str | None, previous: str | None, mode: str = "music") -> str | None:
        """Take a pin for sound and free the one that had it.

        Args:
            name: The new pin, None for none.
            previous: The pin that had the sound, None for none.
            mode: ``music`` for notes, ``audio`` for all else: they may share a pin.

        Returns:
            The new pin.

        Raises:
            HostCallError: The pin serves something else.
        """
        if previous is not None and previous in self._wires:
            wire = self._wires.get(previous)
            if wire.mode == mode:
                self._wires.change(wire, direction="in", mode="unused")
        if name is not None:
            wire = self._wires.find(name)
            if wire.mode in _SOUND_MODES:
                wire.mode = mode
            self._take(wire, mode)
        return name

    def use_for(self, name: str, mode: str) -> None:
        """Give a pin to another part of the board, such as a bus.

        Args:
            name: The pin.
            mode: What it is used for from now on.

        Raises:
            HostCallError: There is no such pin, or it serves something else.
        """
        self._take(self._wires.find(name, "digital"), mode)

    def give_tone(self, name: str, frequency_hz: int) -> None:
        """Let a pin that has the sound give a tone, such as for a buzzer on it.

        Args:
            name: The pin.
            frequency_hz: Its pitch, 0 for silence.
        """
        if name in self._wires:
            period_us = 1_000_000 / frequency_hz if frequency_hz else 0.0
            signal = Signal(period_us / 2, period_us) if frequency_hz else None
            self._wires.give_signal(self._wires.get(name), signal)

    # What the board asks

    def _write_digital(self, payload: str) -> str:
        wire, value = self._wire_and_number(payload)
        bounded(value, 0, 1, "value must be 0 or 1")
        self._take(wire, "write_digital")
        self._wires.change(wire, direction="out", output=value)
        return ""

    def _read_digital(self, payload: str) -> str:
        wire = self._wires.find(payload, "digital")
        if self._use(wire) != "button":
            if self._take(wire, "read_digital"):
                self._wires.change(wire, direction="in", pull="down")
        return str(wire.level)

    def _write_analog(self, payload: str) -> str:
        wire, value = self._wire_and_number(payload)
        bounded(value, 0, 1023, "value must be between 0 and 1023")
        self._take(wire, "write_analog")
        self._take_channel(wire)
        if self._analog.get(wire.name) != value:
            self._analog[wire.name] = value
            self._world.emit(wire.name, "analog", value)
        self._give_signal(wire)
        if value == 0:
            wire.mode = "unused"
        return ""

    def _read_analog(self, payload: str) -> str:
        wire = self._wires.find(payload, "analog_in")
        self._take(wire, "unused")
        self._wires.change(wire, direction="in", pull="none")
        return str(self._wires.analog(wire, 1024))

    def _period(self, payload: str) -> str:
        """Set (``NAME MICROSECONDS``) or tell (``NAME``) the period of ``write_analog``."""
        name, _, number = payload.partition(" ")
        wire = self._wires.find(name, "pwm")
        if number:
            changed = self._pwm.set_period(integer(number))
            self._take_channel(wire)
            if changed:
                for each in self._wires:
                    if each.signal is not None and each.name in self._analog:
                        self._give_signal(each)
        return str(self._pwm.told_period(wire.name))

    def _take_channel(self, wire: Wire) -> None:
        lost = self._pwm.take(wire.name)
        if lost is not None and self._analog.pop(lost, None):
            self._wires.change(self._wires.get(lost), direction="out", output=0)
            self._world.emit(lost, "analog", 0)

    def _pull(self, payload: str) -> str:
        """Set (``NAME PULL``) or tell (``NAME``) the resistor inside the board."""
        name, _, number = payload.partition(" ")
        wire = self._wires.find(name, "digital")
        if number:
            pull = integer(number)
            if not self._any_pull and pull not in self._pulls:
                raise value_error("invalid pull")
            if self._use(wire) != "button":
                self._take(wire, "read_digital")
            self._wires.change(wire, direction="in", pull=self._pulls.get(pull, "none"))
            self._told_pull[wire.name] = pull & 0xFF
        elif self._use(wire) not in ("read_digital", "button"):
            raise self._occupied(wire)
        numbers = {pull: number for number, pull in self._pulls.items()}
        usual = 0 if self._any_pull else numbers[wire.pull]
        return str(self._told_pull.get(wire.name, usual))

    def _mode(self, payload: str) -> str:
        return self._use(self._wires.find(payload))

    def _touch(self, payload: str) -> str:
        """Tell whether a finger is on a pin."""
        wire = self._wires.find(payload, "touch")
        if self._use(wire) != "touch":
            self._take(wire, "touch")
            self._wires.change(wire, direction="in", pull="none")
        return str(int(self._buttons.pressed.get(wire.name, False)))

    def _touch_mode(self, payload: str) -> str:
        """Choose how a touch is felt; a finger of this world is felt both ways."""
        name, _, number = payload.partition(" ")
        wire = self._wires.find(name, "touch")
        integer(number)
        if self._use(wire) != "touch":
            self._take(wire, "touch")
        return ""

    def _give_signal(self, wire: Wire) -> None:
        period_us = max(self._pwm.period_us, 1)
        duty = self._analog.get(wire.name, 0) / 1023
        self._wires.give_signal(wire, Signal(duty * period_us, period_us))

    # Uses

    def _use(self, wire: Wire) -> str:
        """Return what a pin is used for; the display's pins are free while it is off."""
        if self._display.on and "display" in wire.abilities and wire.mode != "display":
            # Switched on again, it takes its pins back.
            self._analog.pop(wire.name, None)
            self._wires.change(wire, direction="in", pull="none", mode="display")
        return "unused" if wire.mode == "display" and not self._display.on else wire.mode

    def _take(self, wire: Wire, mode: str) -> bool:
        """Use a pin for something else; return whether that is new."""
        use = self._use(wire)
        if use == mode:
            return False
        if use in _FIXED_MODES:
            raise self._occupied(wire)
        if use == "write_analog":
            self._analog.pop(wire.name, None)
            self._pwm.free(wire.name)
        if not self._any_pull:
            self._told_pull.pop(wire.name, None)
        wire.mode = mode
        return True

    def _occupied(self, wire: Wire) -> HostCallError:
        number = {"pin_logo": 30, "pin_speaker": 31}.get(wire.name)
        shown = wire.name.removeprefix("pin") if number is None else number
        return value_error(f"Pin {shown} in {self._use(wire)} mode")

    def _wire_and_number(self, payload: str) -> tuple[Wire, int]:
        name, _, number = payload.partition(" ")
        return self._wires.find(name, "pwm"), integer(number)


def _first_mode(wire: Wire) -> str:
    for ability in sorted(wire.abilities):
        if ability == "display":
            return "display"
        if ability.startswith("button_"):
            return "button"
        if ability.startswith("i2c_"):
            return "i2c"
    return "unused"
