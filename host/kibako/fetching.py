"""Downloads: only when a person asked, over https, of bounded size and time."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import IO

from kibako.errors import FileError

STALL_S = 20.0
"""How long a server may stay silent."""
LIMIT_S = 300.0
"""How long a download may take in all."""
_CHUNK_BYTES = 64 * 1024


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    """Follows a server that sends us elsewhere, but never off https."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not newurl.lower().startswith("https://"):
            raise FileError("fetch_not_https", url=newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(
    url: str,
    bytes_max: int,
    https: urllib.request.BaseHandler | None = None,
    now: Callable[[], float] = time.monotonic,
) -> bytes:
    """Download a file.

    Args:
        url: Its address, which begins with ``https://``.
        bytes_max: The most that is taken.
        https: What speaks https; the system's own way when left out.
        now: A clock that never goes back, in seconds.

    Returns:
        The file.

    Raises:
        FileError: The address is not https, the server cannot be reached, refuses, stays silent
            or takes too long, or the file is too large or was cut off.
    """
    if not url.lower().startswith("https://"):
        raise FileError("fetch_not_https", url=url)
    opener = urllib.request.build_opener(_HttpsOnly, *([https] if https else []))
    until = now() + LIMIT_S
    data = bytearray()
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "kibako"})  # noqa: S310 - https
        with opener.open(request, timeout=STALL_S) as answer:
            length = int(answer.headers.get("Content-Length") or -1)
            while chunk := answer.read1(_CHUNK_BYTES):
                data += chunk
                if len(data) > bytes_max:
                    raise FileError("fetch_too_large", url=url, limit_mb=bytes_max >> 20)
                if now() > until:
                    raise FileError("fetch_failed", url=url, reason=f"> {LIMIT_S:.0f} s")
    # ValueError: an address or a length that is none.
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        told = getattr(cause, "strerror", "") or str(cause) or type(error).__name__
        raise FileError("fetch_failed", url=url, reason=told) from error
    if length not in (-1, len(data)):
        raise FileError("fetch_failed", url=url, reason=f"{len(data)} / {length} bytes")
    return bytes(data)
