from microbit import *
import music
import random

score = 0

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
        answer = "left"
    if answer == way:
        score = score + 1
        print("score", score)
        way = cue()
    elif answer != "":
        music.pitch(110, 300)
        way = cue()
    sleep(20)
