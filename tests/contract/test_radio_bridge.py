"""The radio bridge loads and answers on the real firmware; no emulator has the radio itself."""

import threading

import pytest
from kibako.boards.board import Board
from kibako.protocol.radio_lines import BridgeLines, BridgeReady, Heard, lines_to_send
from kibako.workbench.radio_bridge import bridge_program

from .conftest import QEMU, V2, Rig

pytestmark = pytest.mark.parametrize("rig", [QEMU, V2], indirect=True, scope="module")

FAKE = """
class Radio:
 q=[]
 def config(self,**k): print('tuned',k['group'],k['channel'])
 def on(self): pass
 def off(self): print('off')
 def send_bytes(self,d): self.q.append(d)
 def receive_full(self): return (self.q.pop(),-50,7) if self.q else None
serve(Radio(),3,9)
"""


def test_the_bridge_answers(rig: Rig, board: Board) -> None:
    packet = bytes(range(251))
    waiting = list(lines_to_send(packet))
    lines, seen = BridgeLines(), []

    def act(data: bytes) -> None:
        for event in lines.receive_text(data.decode()):
            seen.append(event)
            if isinstance(event, Heard):
                board.stop()
            elif waiting and event == expected[-1]:
                line, answer = waiting.pop(0)
                expected.append(answer)
                board.send_input(line)

    expected: list[object] = [BridgeReady()]
    limit = threading.Timer(60, board.stop)
    limit.start()
    try:
        result = board.run(bridge_program() + FAKE, on_output=act)
    finally:
        limit.cancel()
    assert result.stopped, result.error
    assert result.output.startswith(b"tuned 3 9\r\nbridge 1\r\n")
    assert Heard(packet, -50, 7) in seen
    assert result.output.endswith(b"off\r\n")
