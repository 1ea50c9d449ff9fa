"""What an author should know about a pack while writing it: the pack itself, and what it lacks."""

from dataclasses import dataclass
from pathlib import Path

from kibako.errors import KibakoError
from kibako.lessons.lint.linting import lint
from kibako.lessons.lint.remark import Remark
from kibako.lessons.pack import Pack, read_pack
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.gathering import facts_of


@dataclass(frozen=True, slots=True)
class Look:
    """A pack as it is on the disk now.

    Attributes:
        pack: The pack; None if it cannot be read.
        facts: What its pages tell; None if it cannot be shown.
        remarks: What is wrong with it or could be better, in the current language.
    """

    pack: Pack | None
    facts: PackFacts | None
    remarks: tuple[Remark, ...]


def look_at(folder: Path) -> Look:
    """Read a pack, and look through it for what it lacks.

    Args:
        folder: Its folder.
    """
    remarks: tuple[Remark, ...] = ()
    try:
        remarks = lint(folder).remarks
        pack = read_pack(folder)
        return Look(pack, facts_of(pack), remarks)
    except (KibakoError, OSError) as error:  # OSError: an editor is writing a file just now
        if not any(each.level == "error" for each in remarks):
            said = error.what if isinstance(error, KibakoError) else str(error)
            remarks = (*remarks, Remark("error", "broken", "", 0, said))
        return Look(None, None, remarks)
