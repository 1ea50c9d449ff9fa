"""The firmware image that a command names."""

from kibako.cli import local


def read(name: str) -> bytes:
    """Return an image's bytes.

    Args:
        name: Its name on the shelf, else its file.

    Raises:
        FileError: There is none of that name, or it cannot be read.
    """
    from kibako.flash.shelf import Shelf
    from kibako.images.image import IMAGE_BYTES_MAX

    shelf = Shelf()
    if shelf.has(name):
        return shelf.take(name)[0]
    return local.read_bytes(name, IMAGE_BYTES_MAX)
