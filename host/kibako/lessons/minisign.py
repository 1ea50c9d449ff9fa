"""Keys and signatures in the files of minisign, so that minisign can make and check them too.

The form is that of https://jedisct1.github.io/minisign/#signature-format: two letters for the
algorithm, eight bytes that name the key, and the key or signature, in base64 below a comment.
"""

import base64
import binascii
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass

from kibako.errors import PackError
from kibako.lessons import ed25519

FILE_BYTES_MAX = 4096
"""The largest file of a key or a signature."""
_KEY, _HASHED = b"Ed", b"ED"
_SCRYPT, _UNLOCKED, _BLAKE2B = b"Sc", b"\0\0", b"B2"
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "
_OPERATIONS, _MEMORY_BYTES = 2_097_152, 64 * 1024 * 1024
"""What it costs to try a passphrase on our keys: about 0.2 s and 64 MB."""
_MEMORY_BYTES_MAX = 1024 * 1024 * 1024
"""What minisign's own keys cost; a file that asks for more is none of its."""
_SECRET = struct.Struct("<2s2s2s32sQQ104s")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half of a key that everybody may know.

    Attributes:
        key_id: Eight bytes of chance that tell keys apart.
        key: The Ed25519 key.
    """

    key_id: bytes
    key: bytes

    @property
    def text(self) -> str:
        """How it is told: ``RW`` and 54 more letters."""
        return base64.b64encode(_KEY + self.key_id + self.key).decode()

    def verifies(self, data: bytes, signature: str) -> bool:
        """Return whether a signature file was made with this key for these bytes.

        Args:
            data: What was signed.
            signature: The text of the file.
        """
        lines = signature.splitlines()
        if len(lines) != 4 or not lines[0].startswith(_UNTRUSTED):
            return False
        if not lines[2].startswith(_TRUSTED):
            return False
        told, over_all = _decoded(lines[1], 74), _decoded(lines[3], 64)
        if told is None or over_all is None or told[:10] != _HASHED + self.key_id:
            return False
        comment = lines[2].removeprefix(_TRUSTED).encode()
        return ed25519.verify(self.key, hashlib.blake2b(data).digest(), told[10:]) and (
            ed25519.verify(self.key, told[10:] + comment, over_all)
        )


@dataclass(frozen=True, slots=True)
class SecretKey:
    """The half of a key that only its owner knows.

    Attributes:
        key_id: The same as in the public half.
        seed: The Ed25519 secret.
    """

    key_id: bytes
    seed: bytes

    @classmethod
    def new(cls) -> "SecretKey":
        """Make a key."""
        return cls(os.urandom(8), os.urandom(32))

    @property
    def public(self) -> PublicKey:
        """The other half."""
        return PublicKey(self.key_id, ed25519.public_key(self.seed))

    def sign(self, data: bytes, comment: str) -> str:
        """Return the text of a signature file: always the same for the same bytes and comment.

        Args:
            data: What to sign.
            comment: A line that is signed as well.
        """
        signature = ed25519.sign(self.seed, hashlib.blake2b(data).digest())
        over_all = ed25519.sign(self.seed, signature + comment.encode())
        told = base64.b64encode(_HASHED + self.key_id + signature).decode()
        above = f"{_UNTRUSTED}signature of {self.public.text}"
        return f"{above}\n{told}\n{_TRUSTED}{comment}\n{base64.b64encode(over_all).decode()}\n"

    def write(self, passphrase: str) -> str:
        """Return the text of the key's file.

        Args:
            passphrase: What locks it; "" leaves it open to who can read the file.
        """
        pair = self.key_id + self.seed + self.public.key
        inner = pair + hashlib.blake2b(_KEY + pair, digest_size=32).digest()
        salt, kdf, costs = bytes(32), _UNLOCKED, (0, 0)
        if passphrase:
            salt, kdf, costs = os.urandom(32), _SCRYPT, (_OPERATIONS, _MEMORY_BYTES)
            inner = _locked(inner, passphrase, salt, *costs)
        raw = _SECRET.pack(_KEY, kdf, _BLAKE2B, salt, *costs, inner)
        return (
            f"{_UNTRUSTED}minisign secret key, made by kibako\n{base64.b64encode(raw).decode()}\n"
        )


def read_public_key(text: str) -> PublicKey | None:
    """Read a public key: its line alone, or the text of its file; None when it is none."""
    lines = text.strip().splitlines()
    if len(lines) == 2 and lines[0].startswith(_UNTRUSTED):
        del lines[0]
    raw = _decoded(lines[0], 42) if len(lines) == 1 else None
    if raw is None or raw[:2] != _KEY:
        return None
    return PublicKey(raw[2:10], raw[10:])


def public_key_file(key: PublicKey) -> str:
    """Return the text of a public key's file."""
    return f"{_UNTRUSTED}minisign public key, made by kibako\n{key.text}\n"


def is_locked(text: str) -> bool:
    """Return whether a secret key's file needs a passphrase."""
    raw = _secret(text)
    return raw is not None and raw[2:4] == _SCRYPT


def read_secret_key(text: str, file: str, passphrase: str) -> SecretKey:
    """Read a secret key, ours or one that minisign made.

    Args:
        text: The text of its file.
        file: What the errors call it.
        passphrase: What unlocks it; not looked at when it is not locked.

    Raises:
        PackError: It is none, or the passphrase is another one.
    """
    raw = _secret(text)
    if raw is None:
        raise PackError("key_broken", file=file)
    kind, kdf, check, salt, operations, memory_bytes, inner = _SECRET.unpack(raw)
    if kind != _KEY or check != _BLAKE2B or kdf not in (_SCRYPT, _UNLOCKED):
        raise PackError("key_broken", file=file)
    if kdf == _SCRYPT:
        if not 1024 * 1024 <= memory_bytes <= _MEMORY_BYTES_MAX or operations > 1 << 26:
            raise PackError("key_broken", file=file)
        inner = _locked(inner, passphrase, salt, operations, memory_bytes)
    pair, told = inner[:72], inner[72:]
    right = hmac.compare_digest(hashlib.blake2b(_KEY + pair, digest_size=32).digest(), told)
    if not right and kdf == _SCRYPT:
        raise PackError("key_passphrase", file=file)
    found = SecretKey(pair[:8], pair[8:40])
    # minisign itself writes no checksum into a key without a passphrase.
    if not (right or told == bytes(32)) or found.public.key != pair[40:]:
        raise PackError("key_broken", file=file)
    return found


def _secret(text: str) -> bytes | None:
    lines = text.strip().splitlines()
    return _decoded(lines[1], _SECRET.size) if len(lines) == 2 else None


def _locked(inner: bytes, passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    """Lock or unlock the inner part of a secret key."""
    n, p = _scrypt_costs(operations, memory)
    stream = hashlib.scrypt(
        passphrase.encode(), salt=salt, n=n, r=8, p=p, maxmem=memory + 2**25, dklen=len(inner)
    )
    return bytes(one ^ two for one, two in zip(inner, stream, strict=True))


def _scrypt_costs(operations: int, memory: int) -> tuple[int, int]:
    """Return scrypt's N and p as libsodium takes them from its two limits (``pickparams``)."""
    operations = max(32768, operations)
    if operations < memory // 32:
        return _power_over(operations // 32 // 2), 1
    n = _power_over(memory // 1024 // 2)
    return n, max(1, min(0x3FFFFFFF, operations // 4 // n) // 8)


def _power_over(most: int) -> int:
    """Return the first power of two above a number, and 2 at least."""
    return max(2, 1 << most.bit_length())


def _decoded(line: str, size_bytes: int) -> bytes | None:
    """Return what a line of base64 says, if it is exactly so many bytes."""
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size_bytes and base64.b64encode(raw).decode() == line else None
