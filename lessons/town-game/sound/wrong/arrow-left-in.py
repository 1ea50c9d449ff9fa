from microbit import *
import music
import random

score = 0
turns = 0
state = "play"

def cue():
    display.clear()
    way = random.choice(["left", "right"])
    if way == "left":
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
            for i in range(score):
                music.pitch(880, 100)
                sleep(100)
        else:
            way = cue()
    elif state == "over" and answer == "left":
        state = "play"
        score = 0
        turns = 0
        way = cue()
    sleep(20)
