from microbit import *
import music
import radio

songs = {
    "shop1": ["c4:2", "e4:2", "g4:4"],
    "shop2": ["g4:2", "g4:2", "a4:4"],
    "shop3": ["e4:2", "d4:2", "c4:4"],
}

radio.on()
radio.config(group=7)
display.show("?")
music.play(songs["shop1"])

while True:
    message = radio.receive()
    sleep(50)
