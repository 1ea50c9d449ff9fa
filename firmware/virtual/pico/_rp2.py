# What rp2 is made of on a real board.
from _real import getter as _getter
from rp2 import bootsel_button as bootsel_button

_LAZY = (
    "DMA",
    "Flash",
    "PIO",
    "StateMachine",
)
__getattr__ = _getter("_rp2", _LAZY)
