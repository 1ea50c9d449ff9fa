# NeoPixel: which of the two this board has, its profile says.
from _kibako import call as _call

if _call("board.lacks", "neopixel"):
    from _strip import NeoPixel as NeoPixel
else:
    from _lamps import NeoPixel as NeoPixel
    from _lamps import ws2812_write as ws2812_write
