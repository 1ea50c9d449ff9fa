from microbit import *
import radio

radio.on()
radio.config(group=7)

radio.send("shop1")

while True:
    display.show("1")
    sleep(500)
    display.clear()
    sleep(500)
