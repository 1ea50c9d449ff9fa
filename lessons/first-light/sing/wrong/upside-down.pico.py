from machine import Pin, PWM
from time import sleep_ms

heart = Pin("LED", Pin.OUT)

def beep(hz):
    buzzer = PWM(Pin(16))
    buzzer.freq(hz)
    buzzer.duty_u16(32768)
    sleep_ms(100)
    buzzer.deinit()

for i in range(3):
    heart.on()
    beep(391)
    sleep_ms(400)
    heart.off()
    beep(784)
    sleep_ms(400)
