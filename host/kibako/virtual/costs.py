"""What a call of the board's own software costs in board time.

On a real board ``led.toggle()`` is C and takes microseconds; here a few lines of MicroPython
(firmware/virtual/) stand in for it. Their work is not the program's, so it is taken off the
counted time in fast pace. Something is always charged: a program that asks again and again
must see time pass.
"""

GLUE_FUEL_MAX = 400_000
"""More than any one call's own work: wasmtime fuel that may still turn out to be free."""

FINDING_FUEL = 1_000_000
"""What it takes at most to find one of the board's own modules, measured."""
LOADING_FUEL_PER_BYTE = 1500
"""What it takes to load a byte of them, measured: on a real board they are there from the start."""

_WRITE_US = 20
_READ_US = 100
_GLUE_FUEL = 60_000
_GLUE_FUEL_OF = {
    "acc.axes": 150_000,
    "audio.effect": 150_000,
    "audio.frame": 120_000,
    "bits.send": 250_000,
    "display.animate": 390_000,
    "display.frame": 150_000,
    "display.letters": 110_000,
    "display.scroll": 170_000,
    "display.stop": 160_000,
    "gp.init": 150_000,
    "i2c.w": 150_000,
    "music.pitch": 170_000,
    "music.play": 170_000,
    "pulse.begin": 120_000,
    "serial.w": 150_000,
    "spi.x": 150_000,
    "sys.sleep": 60_000,
}
_READS = frozenset(
    {
        "acc.axes", "acc.current", "acc.is", "acc.list", "acc.strength", "acc.was",
        "audio.busy", "compass.axes", "compass.field", "compass.heading", "compass.left",
        "speech.busy", "mic.current", "mic.level", "mic.list", "mic.was",
        "adc.read", "button.is", "button.presses", "button.was", "display.get", "display.left",
        "gp.r", "gp.state", "music.busy", "pin.ar", "pin.mode", "pin.r", "pin.touch",
        "pwm.duty", "pwm.freq", "radio.receive", "room.light", "room.temperature",
        "uart.any", "uart.read",
        "pwm.ns", "serial.any", "serial.left",
    }
)  # fmt: skip


def cost(name: str, call_us: int = _WRITE_US) -> tuple[int, int]:
    """Return what a host call costs.

    Args:
        name: Its name, such as ``gp.w``.
        call_us: What such a call takes on the real board at least.

    Returns:
        How much fuel before the call is not the program's, and the microseconds that are
        charged at least. Asking costs more than telling: a program that does nothing but ask
        waits for something, and there is no use in being as patient as the real board.
    """
    return _GLUE_FUEL_OF.get(name, _GLUE_FUEL), max(_READ_US if name in _READS else 0, call_us)
