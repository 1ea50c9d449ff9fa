from microbit import *
import radio

radio.on()
radio.config(group=7)
pin1.set_pull(pin1.PULL_UP)
count = 0

while True:
    if pin1.read_digital() == 0:
        radio.send("kuma")
        display.show(Image.SURPRISED)
    else:
        display.show(Image.ASLEEP)
    sleep(100)
