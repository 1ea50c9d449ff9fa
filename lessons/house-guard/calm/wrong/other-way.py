from microbit import *
import music

# The words of the greenhouse: leave them as they are.
place = -1

def window(degrees):
    global place
    if degrees != place:
        place = degrees
        pin1.write_digital(0)
        music.pitch(440 + degrees * 5, 100)
        pin1.set_analog_period(20)
        pin1.write_analog(25 + degrees * 98 // 180)

def light():
    return display.read_light_level()

# Your program.
while True:
    t = temperature()
    print("temperature", t)
    if t > 30:
        window(90)
    elif t > 27:
        window(0)
    sleep(1000)
