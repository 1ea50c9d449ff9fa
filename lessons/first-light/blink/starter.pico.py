from machine import Pin
from time import sleep_ms

heart = Pin("LED", Pin.OUT)

while True:
    heart.on()
    sleep_ms(500)
