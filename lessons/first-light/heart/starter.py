from microbit import *

