"""A Maqueen-type car: motors and servos on I2C, line sensors and lamps on pins."""

from collections.abc import Mapping
from functools import partial

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.parts.i2c import Registers, addresses_of
from kibako.virtual.parts.servo import Shaft
from kibako.virtual.wires import Wire

_MOTORS = {0x00: "left", 0x02: "right"}
"""A motor's registers: its direction (0 forward, else back), then its speed."""
_SERVOS = {0x14: "servo1", 0x15: "servo2"}
_STILL = 15
"""Below this speed the wheels do not turn."""


class Maqueen(Plain):
    """The car. The micro:bit is plugged in; SDA is pin20, SCL pin19, the line sensors pin13, pin14.

    Its line sensors give 0 over black and 1 over white.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.addresses = addresses_of(site)
        self._bytes = bytearray(256)
        self._registers = Registers(self._bytes.__getitem__, self._set)
        self._percent = dict.fromkeys(_MOTORS.values(), 0)
        self._lit = {"lamp_left": False, "lamp_right": False}
        self._shafts = {
            name: Shaft(site.world, partial(self._turned, name)) for name in _SERVOS.values()
        }
        for side in ("left", "right"):
            site.add_input(f"{side}_dark", partial(self._look, side))
            site.watch(f"lamp_{side}", partial(self._light, f"lamp_{side}"))
        site.attach_i2c(self)

    def write(self, address: int, data: bytes) -> int:
        """Take a register's number and what is to be written from there on."""
        del address
        taken = self._registers.take(data)
        for register, side in _MOTORS.items():
            self._drive(side, self._bytes[register], self._bytes[register + 1])
        return taken

    def read(self, address: int, count: int) -> bytes:
        """Return registers from the chosen one on."""
        del address
        return self._registers.give(count)

    def state(self) -> Mapping[str, JsonValue]:
        """Return the motors' speeds, the servos' angles, the lamps, what the sensors see."""
        angles = {f"{name}_deg": round(each.angle_deg, 1) for name, each in self._shafts.items()}
        return {
            "left_percent": self._percent["left"],
            "right_percent": self._percent["right"],
            **angles,
            **self._lit,
            **super().state(),
        }

    def _set(self, register: int, value: int) -> None:
        self._bytes[register] = value
        name = _SERVOS.get(register)
        if name is not None:
            target_deg = float(min(value, 180))
            if target_deg != self._shafts[name].target_deg:
                self._shafts[name].turn(target_deg)
                self.site.emit(f"{name}_target_deg", target_deg)

    def _drive(self, side: str, direction: int, speed: int) -> None:
        percent = round(speed / 255 * 100) if speed >= _STILL else 0
        percent = -percent if direction else percent
        if percent != self._percent[side]:
            self._percent[side] = percent
            self.site.emit(f"{side}_percent", percent)

    def _turned(self, name: str, angle_deg: float) -> None:
        self.site.emit(f"{name}_deg", angle_deg)

    def _look(self, side: str, dark: float) -> None:
        self.site.drive(f"line_{side}", float(dark < 0.5))

    def _light(self, lamp: str, wire: Wire) -> None:
        lit = wire.direction != "in" and wire.part > 0
        if lit != self._lit[lamp]:
            self._lit[lamp] = lit
            self.site.emit(lamp, lit)
