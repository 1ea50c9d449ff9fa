from microbit import *

display.show(Image.heart)
