from microbit import *
import music
import random

score = 0
turns = 0
state = "play"

def cue():
    way = random.choice(["left", "right"])
    if way == "left":
        display.show(Image.ARROW_W)
        music.pitch(262, 200)
    else:
        display.show(Image.ARROW_E)
        music.pitch(523, 200)
    return way

way = cue()

while True:
    answer = ""
    if button_a.was_pressed():
        answer = "left"
    if button_b.was_pressed():
        answer = "right"
    if state == "play" and answer != "":
        turns = turns + 1
        if answer == way:
            score = score + 1
        else:
            music.pitch(110, 300)
        print("score", score)
        if turns == 5:
            state = "over"
            display.show(score)
        else:
            way = cue()
    sleep(20)
