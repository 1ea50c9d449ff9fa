from microbit import *

pin1.set_pull(pin1.PULL_UP)
display.show(Image.ASLEEP)

while True:
    if pin1.read_digital() == 0:
        display.show(Image.SURPRISED)
    sleep(50)
