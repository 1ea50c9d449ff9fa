"""Plugging a circuit into a board: one object for each part, in the order of the file."""

from collections.abc import Callable, Mapping

from kibako.circuits.circuit import Circuit
from kibako.virtual.board_parts import Sockets
from kibako.virtual.parts.base import Part, Site
from kibako.virtual.parts.buzzer import Buzzer
from kibako.virtual.parts.dht import Dht11
from kibako.virtual.parts.ds18b20 import Ds18b20
from kibako.virtual.parts.keys import Button, Keypad
from kibako.virtual.parts.lamps import Led, RgbLed
from kibako.virtual.parts.lcd import Lcd1602
from kibako.virtual.parts.maqueen import Maqueen
from kibako.virtual.parts.motors import DcMotor, Drv8833
from kibako.virtual.parts.neopixel import NeoPixel
from kibako.virtual.parts.servo import Gripper, Servo
from kibako.virtual.parts.simple import (
    Battery,
    Ldr,
    LightSensor,
    LinePair,
    Pir,
    Potentiometer,
    Resistor,
    SoilMoisture,
)
from kibako.virtual.parts.ssd1306 import Ssd1306
from kibako.virtual.parts.ultrasonic import Ultrasonic
from kibako.virtual.parts.vl53l0x import Vl53l0x

BEHAVIOURS: Mapping[str, Callable[[Site], Part]] = {
    "battery": Battery,
    "button": Button,
    "buzzer": Buzzer,
    "dc_motor": DcMotor,
    "dht11": Dht11,
    "drv8833": Drv8833,
    "ds18b20": Ds18b20,
    "gripper": Gripper,
    "keypad": Keypad,
    "lcd1602": Lcd1602,
    "ldr": Ldr,
    "led": Led,
    "light_sensor": LightSensor,
    "line_pair": LinePair,
    "maqueen": Maqueen,
    "neopixel": NeoPixel,
    "pir": Pir,
    "potentiometer": Potentiometer,
    "resistor": Resistor,
    "rgb_led": RgbLed,
    "servo": Servo,
    "soil_moisture": SoilMoisture,
    "ssd1306": Ssd1306,
    "ultrasonic": Ultrasonic,
    "vl53l0x": Vl53l0x,
}
"""Who plays a part, by the ``behaviour`` of its description."""


def plug_in(circuit: Circuit, sockets: Sockets) -> tuple[Part, ...]:
    """Plug a circuit into a board.

    Args:
        circuit: The circuit, for this board.
        sockets: Where it is plugged in.

    Returns:
        Its parts, which live on by what they watch.
    """
    fitted = tuple(
        BEHAVIOURS[each.kind.behaviour](Site(circuit, each, sockets)) for each in circuit.parts
    )
    for driver in fitted:
        if isinstance(driver, Drv8833):
            for motor in fitted:
                if isinstance(motor, DcMotor):
                    driver.meet(motor)
    return fitted
