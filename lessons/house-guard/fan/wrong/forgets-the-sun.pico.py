from machine import ADC, PWM, Pin
from time import sleep_ms as sleep
import dht

air = dht.DHT11(Pin(14))
sun = ADC(26)
servo = PWM(Pin(16), freq=50)
alarm = PWM(Pin(15), freq=440)
motor = Pin(18, Pin.OUT)

# The words of the greenhouse: leave them as they are.
place = -1

def window(degrees):
    global place
    if degrees != place:
        place = degrees
        servo.duty_ns((500 + degrees * 1900 // 180) * 1000)
        alarm.freq(440 + degrees * 5)
        alarm.duty_u16(32768)
        sleep(100)
        alarm.duty_u16(0)

def temperature():
    air.measure()
    return air.temperature()

def light():
    return sun.read_u16() // 256

def fan(on):
    motor.value(on)

# Your program.
while True:
    t = temperature()
    print("temperature", t)
    if t > 30:
        window(90)
    elif t < 27:
        window(0)
    if t > 30:
        fan(1)
    else:
        fan(0)
    sleep(1000)
