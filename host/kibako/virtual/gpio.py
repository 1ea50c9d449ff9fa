"""The Pico's pins: digital levels, interrupts, PWM and the analog converter."""

from dataclasses import dataclass

from kibako.virtual.hostcall import HostFunction, bounded, integer, value_error
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Direction, Pull, Signal, Wire, Wires

_DIRECTIONS: tuple[Direction, ...] = ("in", "out", "open_drain", "signal")
_PULLS: tuple[Pull, ...] = ("none", "up", "down")
IRQ_FALLING = 4
IRQ_RISING = 8

_FREQUENCY_HZ_MIN = 8
_FREQUENCY_HZ_MAX = 62_500_000
_FREQUENCY_HZ_FIRST = 1907
"""What a slice gives that nobody has set: 125 MHz divided by 65536."""
_SLICES = 8
_TEMPERATURE_CHANNEL = 4
_FIRST_ADC_PIN = 26


@dataclass(slots=True)
class _Pwm:
    duty_u16: int = 0
    invert: bool = False


class Gpio:
    """The pins of a Pico.

    Args:
        world: What all parts share.
        wires: The pins as wires.
    """

    def __init__(self, world: Surroundings, wires: Wires) -> None:
        self._world = world
        self._wires = wires
        self._triggers: dict[str, int] = {}
        self._pwm: dict[str, _Pwm] = {}
        self._slice_hz: dict[int, int] = {}
        self._handlers = {wire.name: number for number, wire in enumerate(wires)}
        wires.on_edge = self._edge
        self.functions: dict[str, HostFunction] = {
            "gp.find": self._find,
            "gp.init": self._init,
            "gp.w": self._write,
            "gp.r": self._read,
            "gp.t": self._toggle,
            "gp.state": self._state,
            "gp.irq": self._irq,
            "pwm.init": self._pwm_init,
            "pwm.freq": self._pwm_freq,
            "pwm.duty": self._pwm_duty,
            "pwm.end": self._pwm_end,
            "adc.find": self._adc_find,
            "adc.read": self._adc_read,
        }

    def reset(self) -> None:
        """Let go of interrupts and PWM: the board starts anew."""
        self._triggers.clear()
        self._pwm.clear()
        self._slice_hz.clear()

    def duty_u16(self, name: str) -> int | None:
        """Return how long a pin's PWM is high, None if it gives none."""
        pwm = self._pwm.get(name)
        return None if pwm is None else pwm.duty_u16

    # Digital

    def _find(self, payload: str) -> str:
        """Tell the name of a pin that a program names in its own way (``25``, ``LED``)."""
        name = payload
        if name.isascii() and name.isdigit():
            name = f"GP{integer(name)}"
        elif name.startswith("GPIO"):
            name = f"GP{name[4:]}"
        if name == "LED" and name not in self._wires:
            name = next((wire.name for wire in self._wires if "led" in wire.abilities), name)
        if name not in self._wires:
            unnamed = payload.removeprefix("-").isdigit()
            raise value_error("invalid pin" if unnamed else f'unknown named pin "{payload[:32]}"')
        return name

    def _init(self, payload: str) -> str:
        """Set up a pin: ``NAME MODE PULL VALUE``; -1 leaves mode or value as it is."""
        words = payload.split(" ")
        if len(words) != 4:
            raise value_error("wrong number of values")
        wire = self._wires.find(words[0])
        mode = bounded(integer(words[1]), -1, 3, "invalid pin mode")
        pull = bounded(integer(words[2]), 0, 2, "invalid pull")
        value = bounded(integer(words[3]), -1, 1, "invalid value")
        if wire.name in self._pwm and mode >= 0:
            self._end_pwm(wire)
        self._wires.change(
            wire,
            direction=None if mode < 0 else _DIRECTIONS[mode],
            output=None if value < 0 else value,
            pull=_PULLS[pull],
        )
        return ""

    def _write(self, payload: str) -> str:
        name, _, value = payload.partition(" ")
        output = bounded(integer(value), 0, 1, "invalid value")
        self._wires.change(self._wires.find(name), output=output)
        return ""

    def _toggle(self, payload: str) -> str:
        wire = self._wires.find(payload)
        self._wires.change(wire, output=1 - wire.output)
        return ""

    def _read(self, payload: str) -> str:
        return str(self._wires.find(payload).level)

    def _state(self, payload: str) -> str:
        """Tell how a pin is set up: ``MODE PULL``."""
        wire = self._wires.find(payload)
        return f"{_DIRECTIONS.index(wire.direction)} {_PULLS.index(wire.pull)}"

    # Interrupts

    def _irq(self, payload: str) -> str:
        """Watch a pin: ``NAME TRIGGER``; tells the handler's number in the board's table."""
        name, _, number = payload.partition(" ")
        wire = self._wires.find(name, "irq")
        trigger = bounded(integer(number), 0, IRQ_FALLING | IRQ_RISING, "invalid trigger")
        self._triggers[wire.name] = trigger & (IRQ_FALLING | IRQ_RISING)
        return str(self._handlers[wire.name])

    def _edge(self, wire: Wire, level: int) -> None:
        flag = IRQ_RISING if level else IRQ_FALLING
        if self._triggers.get(wire.name, 0) & flag:
            self._world.interrupt(self._handlers[wire.name], flag)

    # PWM

    def _pwm_init(self, payload: str) -> str:
        wire = self._wires.find(payload, "pwm")
        self._pwm.setdefault(wire.name, _Pwm())
        self._wires.change(wire, direction="signal")
        return str(_slice(wire))

    def _pwm_freq(self, payload: str) -> str:
        """Set (``NAME HERTZ``) or tell (``NAME``) the frequency; two pins share one."""
        name, _, number = payload.partition(" ")
        wire = self._wires.find(name, "pwm")
        if number:
            frequency_hz = integer(number)
            bounded(frequency_hz, _FREQUENCY_HZ_MIN, 1 << 40, "freq too small")
            bounded(frequency_hz, 0, _FREQUENCY_HZ_MAX, "freq too large")
            if self._slice_hz.get(_slice(wire)) != frequency_hz:
                self._slice_hz[_slice(wire)] = frequency_hz
                for other in self._wires:
                    if other.name in self._pwm and _slice(other) == _slice(wire):
                        self._tell_pwm(other)
        return str(self._frequency_hz(wire))

    def _pwm_duty(self, payload: str) -> str:
        """Set (``NAME DUTY INVERT``) or tell (``NAME``) the part of the time it is high."""
        words = payload.split(" ")
        wire = self._wires.find(words[0], "pwm")
        pwm = self._pwm.get(wire.name)
        if pwm is None:
            raise value_error("PWM is not running")
        if len(words) == 3:
            duty_u16 = min(bounded(integer(words[1]), 0, 1 << 40, "invalid duty"), 65535)
            invert = bool(integer(words[2]))
            if (duty_u16, invert) != (pwm.duty_u16, pwm.invert):
                pwm.duty_u16, pwm.invert = duty_u16, invert
                self._tell_pwm(wire)
        return str(pwm.duty_u16)

    def _pwm_end(self, payload: str) -> str:
        self._end_pwm(self._wires.find(payload, "pwm"))
        return ""

    def _end_pwm(self, wire: Wire) -> None:
        pwm = self._pwm.pop(wire.name, None)
        if pwm is not None:
            self._wires.change(wire, direction="in")
            if pwm.duty_u16 or pwm.invert:
                self._world.emit(wire.name, "pwm", {"duty_u16": 0, "freq_hz": 0})

    def _tell_pwm(self, wire: Wire) -> None:
        pwm = self._pwm[wire.name]
        period_us = 1_000_000 / self._frequency_hz(wire)
        duty = (65535 - pwm.duty_u16 if pwm.invert else pwm.duty_u16) / 65535
        self._wires.give_signal(wire, Signal(duty * period_us, period_us))
        duty_u16 = 65535 - pwm.duty_u16 if pwm.invert else pwm.duty_u16
        freq_hz = self._frequency_hz(wire)
        self._world.emit(wire.name, "pwm", {"duty_u16": duty_u16, "freq_hz": freq_hz})

    def _frequency_hz(self, wire: Wire) -> int:
        return self._slice_hz.get(_slice(wire), _FREQUENCY_HZ_FIRST)

    # Analog

    def _adc_find(self, payload: str) -> str:
        """Tell the channel of a converter: from a channel's or pin's number, or a pin's name."""
        number = payload
        if payload.startswith("GP"):
            wire = self._wires.find(payload)
            if "analog_in" not in wire.abilities:
                raise value_error("Pin doesn't have ADC capabilities")
            number = payload[2:]
        channel = integer(number)
        if channel == _TEMPERATURE_CHANNEL:
            return str(channel)
        if 0 <= channel < _TEMPERATURE_CHANNEL:
            channel += _FIRST_ADC_PIN
        wire = self._wires.find(f"GP{channel}")
        if "analog_in" not in wire.abilities:
            raise value_error("Pin doesn't have ADC capabilities")
        return str(channel - _FIRST_ADC_PIN)

    def _adc_read(self, payload: str) -> str:
        """Read a channel: twelve bits, spread over sixteen as the real board does."""
        channel = bounded(integer(payload), 0, _TEMPERATURE_CHANNEL, "invalid channel")
        if channel == _TEMPERATURE_CHANNEL:
            # The RP2040's own sensor: 0.706 V at 27 degrees, 1.721 mV less for each degree more.
            warmer_c = self._world.inputs.value("temperature_c") - 27.0
            voltage = 0.706 - warmer_c * 0.001721
            raw = min(max(round(voltage / 3.3 * 4095), 0), 4095)
        else:
            raw = self._wires.analog(self._wires.find(f"GP{channel + _FIRST_ADC_PIN}"), 4096)
        return str(raw << 4 | raw >> 8)


def _slice(wire: Wire) -> int:
    return (int(wire.name[2:]) >> 1) % _SLICES
