# Secure connections are there on a real Pico W only.
from _secure import *  # noqa: F403 - one module with two names
from _secure import _LAZY as _LAZY
from _secure import __getattr__ as __getattr__
