"""DC motors, and the driver between them and the board."""

from collections.abc import Mapping

from kibako.circuits.circuit import Fitted
from kibako.circuits.supply import rail_volts
from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.wires import Wire

_STILL_PERCENT = 8
"""A geared motor does not overcome its friction below about this part of its full voltage."""


class DcMotor(Plain):
    """A motor. Its two wires go to a driver; it turns as fast as the voltage between them says."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._speed_percent = 0

    def state(self) -> Mapping[str, JsonValue]:
        """Return its speed; below 0 it turns backwards."""
        rpm = self._speed_percent * self.site.setting("full_rpm") / 100
        return {"speed_percent": self._speed_percent, "rpm": round(rpm)}

    def feed(self, volts: float) -> None:
        """Put a voltage on its wires; the sign says which way."""
        full = volts / self.site.setting("rated_volts") * 100
        speed_percent = 0 if abs(full) < _STILL_PERCENT else round(min(max(full, -120), 120))
        if speed_percent != self._speed_percent:
            self._speed_percent = speed_percent
            self.site.emit("speed_percent", speed_percent)


class Drv8833(Plain):
    """A driver for two motors: IN1 and IN2 say what OUT1 and OUT2 give, IN3 and IN4 the others.

    On average a motor gets the difference of its two inputs, whichever of them is PWM (fast or
    slow decay); both low lets it coast, both high brakes it (data sheet, tables 1 and 2).
    """

    _BRIDGES = (("in1", "in2", "out1", "out2"), ("in3", "in4", "out3", "out4"))

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._motors: list[tuple[DcMotor, float, str, str]] = []
        self._volts = max(rail_volts(site.circuit, self._net("vm")), default=0.0)
        for lead in ("in1", "in2", "in3", "in4", "sleep"):
            site.watch(lead, self._changed)

    def state(self) -> Mapping[str, JsonValue]:
        """Return its supply, and whether it is awake."""
        return {"volts": self._volts, "awake": self._awake()}

    def meet(self, motor: DcMotor) -> None:
        """Feed a motor that is wired to its outputs, either way round."""
        for plus_in, minus_in, plus_out, minus_out in self._BRIDGES:
            for a, b, sign in ((plus_out, minus_out, 1.0), (minus_out, plus_out, -1.0)):
                if self._end(motor.site.fitted, "a") in self._net(a) and self._end(
                    motor.site.fitted, "b"
                ) in self._net(b):
                    self._motors.append((motor, sign, plus_in, minus_in))

    def _changed(self, wire: Wire) -> None:
        awake = self._awake()
        for motor, sign, plus, minus in self._motors:
            part = self.site.height(plus) - self.site.height(minus) if awake else 0.0
            motor.feed(sign * part * self._volts)

    def _awake(self) -> bool:
        """The module pulls an open sleep lead up."""
        wire = self.site.wire("sleep")
        if wire is not None and wire.direction == "in" and wire.outside is None:
            return wire.pull != "down"
        wired = len(self._net("sleep")) > 1
        return self.site.height("sleep") > 0.5 if wired else True

    def _net(self, lead: str) -> frozenset[str]:
        return self.site.circuit.nets.net(self.site.fitted.end(lead))

    @staticmethod
    def _end(fitted: Fitted, lead: str) -> str:
        return fitted.end(lead)
