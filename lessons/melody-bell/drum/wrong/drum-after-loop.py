from microbit import *
import music

def play(hz, ms):
    music.pitch(hz, ms)
    sleep(50)

DO = 523
SO = 784
RA = 880

def fue():
    play(SO, 200)
    play(RA, 200)
    play(SO, 400)

def taiko():
    play(DO, 100)
    play(DO, 100)

for i in range(2):
    fue()
taiko()
