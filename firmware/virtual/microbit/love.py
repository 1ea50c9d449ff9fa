# A surprise for those who look: the board shows that it likes you.
from _display import display as _display
from _image import MicroBitImage as _Image
from _kibako import sleep_us as _sleep_us


def badaboom():
    for _ in range(3):
        _display.show(_Image("00000:09090:09990:00900:00000"))
        _sleep_us(250000)
        _display.show(_Image("09090:99999:99999:09990:00900"))
        _sleep_us(500000)
    _display.clear()


badaboom()
