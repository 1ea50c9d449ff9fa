from microbit import *
import music

A = button_a
B = button_b

def pressed(button):
    return button.was_pressed()

def play(hz, ms):
    music.pitch(hz, ms)
    sleep(50)

MAP = ["#######",
       "#...#.#",
       "#.#...#",
       "#.###.#",
       "#...#.#",
       "#######"]
x = 1
y = 1
dx = 1
dy = 0

def sing():
    way = abs(5 - x) + abs(4 - y)
    play(1000 - way * 80, 200)

while x != 5 or y != 4:
    if pressed(A):
        dx, dy = -dy, dx
        play(300, 50)
    if pressed(B):
        if MAP[y + dy][x + dx] == "#":
            play(150, 200)
        else:
            x = x + dx
            sing()
    sleep(20)

play(1568, 600)
