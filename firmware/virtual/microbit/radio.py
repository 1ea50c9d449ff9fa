# The radio, as programs import it: on some boards that switches it on.
from _kibako import call as _call
from _radio import *  # noqa: F403 - it is the same module, loaded before
from _radio import hold as _hold

del hold  # noqa: F821 - it came with the rest, and programs have no use for it
_hold(int(_call("radio.begin")))
