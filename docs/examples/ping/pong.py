# Waits for the ball, and plays it back.
from microbit import *
import radio

radio.on()
while True:
    if radio.receive() == "ping":
        display.show(Image.ARROW_W)
        sleep(100)
        radio.send("pong")
        display.clear()
    sleep(10)
