"""Why this computer refused something, in the current language, with its own words beside it."""

import errno

from kibako import strings

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What a disk says that takes no more, or no more from this person."""


def reason_of(error: BaseException) -> str:
    """Return why a file or a connection could not be used.

    Args:
        error: What the system said; of other exceptions their own text is taken.

    Returns:
        A sentence of ours where there is one for that error number, with the system's own text
        behind it, for who looks it up; in English the system's text says it all.
    """
    number = error.errno if isinstance(error, OSError) else None
    raw = str(getattr(error, "strerror", None) or error) or type(error).__name__
    name = errno.errorcode.get(number, "") if number is not None else ""
    key = f"system_reason.{name}"
    if strings.language() == "en" or not strings.has(key):
        return raw
    return strings.text("system_reason.beside", ours=strings.text(key), raw=raw)
