from microbit import *
import music

def play(hz, ms):
    music.pitch(hz, ms)
    sleep(50)

DO = 523
SO = 784
RA = 880

play(SO, 300)
play(SO, 300)
play(RA, 300)
