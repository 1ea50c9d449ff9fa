# Chance that the host seeds, so that a run can be repeated.
from _kibako import call as _call
from urandom import choice, getrandbits, randint, random, randrange, seed, uniform

seed(int(_call("random.seed")))
