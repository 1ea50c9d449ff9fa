# Sockets are there on a real Pico W only.
from _sockets import *  # noqa: F403 - one module with two names
from _sockets import _LAZY as _LAZY
from _sockets import __getattr__ as __getattr__
