# The Pico's machine module: pins at once, the rest when it is asked for, so that programs keep
# their memory.
from _pin import Pin as Pin

PWRON_RESET = 1
WDT_RESET = 3

_LAZY = {}
for _home, _names in (
    ("_analog", "ADC PWM"),
    ("_i2c", "I2C SoftI2C"),
    ("_pulses", "bitstream dht_readinto time_pulse_us"),
    ("_spi", "SPI SoftSPI"),
    ("_system", "Signal bootloader deepsleep disable_irq enable_irq freq idle lightsleep"),
    ("_system", "reset reset_cause soft_reset unique_id"),
    ("_timing", "RTC Timer WDT"),
    ("_uart", "UART"),
    ("_real", "I2CTarget I2S USBDevice mem8 mem16 mem32"),
):
    for _name in _names.split():
        _LAZY[_name] = _home
del _home, _name, _names
# `from machine import *` asks for each of these, which gets the rest as well.
globals()["__all__"] = ("Pin", "PWRON_RESET", "WDT_RESET") + tuple(_LAZY)  # noqa: RUF005 - not in MicroPython


def __getattr__(name):
    home = _LAZY.get(name)
    if home is None:
        raise AttributeError("module 'machine' has no attribute '%s'" % name)
    module = __import__(home)
    value = module.Real("machine." + name) if home == "_real" else getattr(module, name)
    globals()[name] = value
    return value
