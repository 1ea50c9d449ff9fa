from machine import Pin
from time import sleep_ms

heart = Pin("LED", Pin.OUT)
button = Pin(13, Pin.IN, Pin.PULL_UP)

if button.value() == 0:
    heart.on()
else:
    heart.off()
sleep_ms(50)
