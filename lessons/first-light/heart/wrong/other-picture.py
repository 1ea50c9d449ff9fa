from microbit import *

display.show(Image.HAPPY)
