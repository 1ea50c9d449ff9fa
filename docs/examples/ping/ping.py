# The ball comes back by radio; button A plays the first one.
from microbit import *
import radio

radio.on()
count = 0
while True:
    ball = radio.receive()
    if button_a.was_pressed() or ball == "pong":
        display.show(Image.ARROW_E)
        sleep(100)
        count += 1
        print("ping", count)
        radio.send("ping")
        display.clear()
    sleep(10)
