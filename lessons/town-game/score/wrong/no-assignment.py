from microbit import *
import music

score = 0
display.show(score)

while True:
    if button_a.was_pressed():
        score + 1
        display.show(score)
        music.pitch(523, 100)
        print("score", score)
    sleep(20)
