"""A flood of text is held at the pace of a fast cable; ordinary programs are not held at all."""

from kibako.workbench.brake import SPAN_S, TEXTS, Brake


class Wall:
    """A wall clock that goes on when somebody sleeps, and when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept: list[float] = []

    def sleep(self, duration_s: float) -> None:
        self.slept.append(duration_s)
        self.now_s += duration_s

    def brake(self) -> Brake:
        return Brake(lambda: self.now_s, self.sleep)


def test_a_flood_passes_at_a_steady_pace_in_short_holds() -> None:
    wall = Wall()
    brake = wall.brake()
    began_s = wall.now_s
    for _ in range(TEXTS * 200):
        brake.text()
    assert abs(wall.now_s - began_s - 200 * SPAN_S) < SPAN_S
    assert max(wall.slept) <= SPAN_S + 1e-9


def test_who_prints_at_leisure_is_never_held() -> None:
    wall = Wall()
    brake = wall.brake()
    for _ in range(TEXTS * 20):
        wall.now_s += SPAN_S / TEXTS
        brake.text()
    assert sum(wall.slept) < SPAN_S
