# Secure connections are there on a real Pico W only.
from _real import getter as _getter

PROTOCOL_TLS_CLIENT = 0
PROTOCOL_TLS_SERVER = 1
CERT_NONE = 0
CERT_OPTIONAL = 1
CERT_REQUIRED = 2

_LAZY = (
    "SSLContext",
    "wrap_socket",
    "create_default_context",
)
__getattr__ = _getter("ssl", _LAZY, "Pico W")
