from microbit import *

pin1.set_pull(pin1.PULL_UP)

while True:
    if pin1.read_digital() = 0:
        display.show(Image.SURPRISED)
    else:
        display.show(Image.ASLEEP)
    sleep(50)
