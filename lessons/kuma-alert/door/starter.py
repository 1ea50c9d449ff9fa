from microbit import *

pin1.set_pull(pin1.PULL_UP)

while True:
    display.show(Image.ASLEEP)
    sleep(50)
