from machine import Pin
from time import sleep_ms

heart = Pin("LED", Pin.OUT)
button = Pin(13, Pin.IN, Pin.PULL_UP)

while True:
    heart.off()
    sleep_ms(50)
