"""Ed25519 signatures (RFC 8032, 5.1) in plain Python, so that every Kibako can check them.

The arithmetic takes a time that depends on the numbers. Checking uses public ones only; signing
uses the author's key, on the author's own computer, where who could measure that time could also
read the key's file. A signature takes about 5 ms, checking one twice that.
"""

import hashlib

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
"""A square root of -1."""

_Point = tuple[int, int, int, int]
"""Extended coordinates: x = X / Z, y = Y / Z, x * y = T / Z."""
_NEUTRAL: _Point = (0, 1, 1, 0)


def public_key(seed: bytes) -> bytes:
    """Return the public key of a secret one.

    Args:
        seed: The 32 bytes of chance that a secret key is.
    """
    return _encode(_times(_expand(seed)[0], _BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    """Sign a message: the same message and key always give the same 64 bytes.

    Args:
        seed: The secret key.
        message: The message.
    """
    scalar, prefix = _expand(seed)
    key = _encode(_times(scalar, _BASE))
    once = _number(prefix, message)
    commitment = _encode(_times(once, _BASE))
    answer = (once + _number(commitment, key, message) * scalar) % _ORDER
    return commitment + answer.to_bytes(32, "little")


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature of a message was made with the secret half of a public key.

    Args:
        key: The public key.
        message: The message.
        signature: The signature; anything that is not exactly one is none.
    """
    if len(key) != 32 or len(signature) != 64:
        return False
    point = _decode(key)
    answer = int.from_bytes(signature[32:], "little")
    # Of a key of small order any message would be signed.
    if point is None or answer >= _ORDER or _is_neutral(_times(8, point)):
        return False
    x, y, z, t = point
    challenge = _number(signature[:32], key, message)
    found = _add(_times(answer, _BASE), _times(challenge, (-x % _P, y, z, -t % _P)))
    return _encode(found) == signature[:32]


def _expand(seed: bytes) -> tuple[int, bytes]:
    """Return the number and the prefix that a secret key stands for."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & ((1 << 254) - 8) | 1 << 254, digest[32:]


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % _ORDER


def _add(one: _Point, two: _Point) -> _Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = two
    a = (y1 - x1) * (y2 - x2) % _P
    b = (y1 + x1) * (y2 + x2) % _P
    c = 2 * t1 * t2 * _D % _P
    d = 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    found = _NEUTRAL
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point = _add(point, point)
        scalar >>= 1
    return found


def _is_neutral(point: _Point) -> bool:
    x, y, z, _ = point
    return x == 0 and (y - z) % _P == 0


def _encode(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, _P - 2, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(raw: bytes) -> _Point | None:
    """Return the point of 32 bytes; None when there is none, or a shorter way to write it."""
    told = int.from_bytes(raw, "little")
    y, sign_bit = told & ((1 << 255) - 1), told >> 255
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign_bit):
        return None
    if x & 1 != sign_bit:
        x = _P - x
    return x, y, 1, x * y % _P


def _base() -> _Point:
    point = _decode((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    if point is None:
        raise ArithmeticError
    return point


_BASE = _base()
