# The RP2040's own module. The BOOTSEL button is there; the programmable state machines are not.
from _kibako import call as _call
from _real import getter as _getter
from micropython import const as const

_LAZY = (
    "DMA",
    "Flash",
    "PIO",
    "PIOASMError",
    "PIOASMEmit",
    "StateMachine",
    "asm_pio",
    "asm_pio_encode",
)
_real = _getter("rp2", _LAZY)
# `from rp2 import *` asks for each of these.
globals()["__all__"] = ("bootsel_button", "const") + _LAZY  # noqa: RUF005 - not in MicroPython


def bootsel_button():
    return int(_call("button.is", "bootsel"))


def __getattr__(name):
    if name == "country":
        try:
            from network import country
        except ImportError:
            raise AttributeError("module 'rp2' has no attribute 'country'")  # noqa: B904
        return country
    return _real(name)
