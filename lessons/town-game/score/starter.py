from microbit import *
import music

score = 0
display.show(score)

while True:
    if button_a.was_pressed():
        music.pitch(523, 100)
        print("score", score)
    sleep(20)
