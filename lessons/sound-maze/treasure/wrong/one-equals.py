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
treasure = 6

def sing():
    play(1000 - abs(treasure - place) * 80, 200)

while True:
    if pressed(B) and place < 9:
        place = place + 1
        sing()
    if pressed(A) and place > 0:
        place = place - 1
        sing()
    if place = treasure:
        play(1047, 100)
        play(1319, 100)
        play(1568, 400)
        break
    sleep(20)
