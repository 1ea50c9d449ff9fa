from machine import Pin

heart = Pin("LED", Pin.OUT)
heart.off()
