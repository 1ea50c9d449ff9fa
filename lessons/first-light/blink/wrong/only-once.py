from microbit import *

display.show(Image.HEART)
sleep(500)
display.clear()
sleep(500)
