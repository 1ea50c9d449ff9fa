# The radio, as programs import it: on some boards that switches it on.
from _kibako import call as _call
from _radio import *  # noqa: F403 - it is the same module, loaded before

hold(int(_call("radio.begin")))  # noqa: F405 - one of them
del hold
