from microbit import *

display.scroll("H")
