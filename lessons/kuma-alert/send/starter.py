from microbit import *
import radio

radio.on()
radio.config(group=7)
pin1.set_pull(pin1.PULL_UP)
before = 1

while True:
    now = pin1.read_digital()
    if now == 0:
        display.show(Image.SURPRISED)
    else:
        display.show(Image.ASLEEP)
    before = now
    sleep(50)
