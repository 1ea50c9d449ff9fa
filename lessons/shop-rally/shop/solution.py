from microbit import *
import radio

radio.on()
radio.config(group=7)

while True:
    radio.send("shop1")
    display.show("1")
    sleep(500)
    display.clear()
    sleep(500)
