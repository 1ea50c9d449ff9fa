"""Ask the real firmware all programs of the differential suite and write its answers down.

python tests/reference/record.py [microbit-v1|microbit-v2] [TOPIC ...]
"""

import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kibako.errors import KibakoError

from tests.reference.cases import SHORT, cases_for, record, topics
from tests.reference.microbit_v2 import MicrobitV2
from tests.reference.qemu_microbit import QemuMicrobit
from tests.reference.reference_board import ReferenceBoard
from tests.reference.running import ReferenceSide, transcript


def main(words: list[str]) -> None:
    """Record what the words name; nothing named means everything."""
    profiles = [word for word in words if word in SHORT.values()] or list(SHORT.values())
    wanted = [word for word in words if word in topics()] or topics()
    for profile_id in profiles:
        for topic in wanted:
            said = _answers(profile_id, topic)
            record(profile_id, said)
            sys.stdout.write(f"{profile_id} {topic}: {len(said)} programs\n")
            sys.stdout.flush()


def _answers(profile_id: str, topic: str) -> dict[str, str]:
    """Ask a topic; a program that the board does not survive is named, and left out."""
    said: dict[str, str] = {}
    left = cases_for(profile_id, topic)
    while left:
        board: ReferenceBoard = QemuMicrobit() if profile_id == "microbit-v1" else MicrobitV2()
        with board:
            side = ReferenceSide(board)
            while left:
                case = left.pop(0)
                try:
                    said[case.name] = transcript(side, case)
                    side.clear_up(case.source)
                except (KibakoError, AssertionError) as fault:
                    sys.stdout.write(f"{profile_id} {case.name}: {type(fault).__name__} {fault}\n")
                    break
            with suppress(KibakoError):
                side.board.close()
    return said


if __name__ == "__main__":
    main(sys.argv[1:])
