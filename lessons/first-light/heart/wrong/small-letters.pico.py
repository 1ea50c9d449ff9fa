from machine import Pin

heart = Pin("led", Pin.OUT)
heart.on()
