"""Where the data folders are: the one place that knows a wheel from a checkout."""

from functools import cache
from pathlib import Path


@cache
def data_root() -> Path:
    """Return the folder that holds ``firmware/``, ``lessons/``, ``hardware/`` and ``schemas/``.

    Returns:
        ``kibako/_data`` in an installed wheel, the repository root in an editable checkout.
    """
    package = Path(__file__).parent
    bundled = package / "_data"
    return bundled if bundled.is_dir() else package.parent.parent
