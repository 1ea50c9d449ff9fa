from microbit import *
import music

A = button_a
B = button_b

def pressed(button):
    return button.was_pressed()

def play(hz, ms):
    music.pitch(hz, ms)
    sleep(50)

place = 0

while True:
    if pressed(B):
        place = place + 1
        play(400 + 60, 200)
    sleep(20)
