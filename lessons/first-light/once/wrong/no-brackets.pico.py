from machine import Pin
from time import sleep_ms

heart = Pin("LED", Pin.OUT)
button = Pin(13, Pin.IN, Pin.PULL_UP)

def pressed():
    if button.value() == 1:
        return False
    while button.value() == 0:
        sleep_ms(10)
    return True

on = False

while True:
    if pressed(:
        on = not on
    if on:
        heart.on()
    else:
        heart.off()
    sleep_ms(50)
