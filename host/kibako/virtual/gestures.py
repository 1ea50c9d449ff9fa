"""How the micro:bit's firmware recognises gestures, sample by sample.

The thresholds and the order of the rules are those of Lancaster University's codal-core
(``Accelerometer.h`` and ``.cpp``) for the V2 and microbit-dal for the V1; both sample every 20 ms.
"""

from collections.abc import Sequence

Axes = tuple[int, int, int]
"""x, y and z in milli-g."""

SAMPLE_PERIOD_US = 20_000

_FREEFALL_MG = 400
_TILT_MG = 800
_SHAKE_MG = 400
_SHAKE_TURNS = 4
_DAMPING_SAMPLES = 5
_SHAKE_FORGET_SAMPLES = 10
_SHAKE_AGAIN_SAMPLES = 30
_IMPULSES_MG = {"2g": 2048, "3g": 3072, "6g": 6144, "8g": 8192}

SETTLED_SAMPLES = 100
"""After so many equal samples the recogniser changes no more."""


class GestureRecogniser:
    """Watches samples; knows the gesture that lasts, tells those that begin.

    Args:
        names: The gestures that the board's firmware knows.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._impulses = {name: mg for name, mg in _IMPULSES_MG.items() if name in names}
        self._least_impulse_mg2 = min(self._impulses.values(), default=0) ** 2
        # At power-up the firmware takes all impulses for told: the first jolt is none.
        self._told = set(self._impulses)
        self._calm_samples = 0
        self._posture: str = ""
        self._posture_samples = 0
        self._turned = [False, False, False]
        self._turns = 0
        self._turn_samples = 0
        self._shaken = False
        self.current = ""

    def take(self, axes: Axes) -> list[str]:
        """Take a sample.

        Args:
            axes: What the accelerometer measures.

        Returns:
            The gestures that begin with it.
        """
        force_mg2 = sum(value * value for value in axes)
        begun = self._feel_impulses(force_mg2)
        if self._feel_shake(axes):
            self.current = "shake"
            return [*begun, "shake"]
        posture = _posture(axes, force_mg2)
        if posture != self._posture:
            self._posture, self._posture_samples = posture, 0
        elif self._posture_samples < _DAMPING_SAMPLES:
            self._posture_samples += 1
        if posture != self.current and self._posture_samples >= _DAMPING_SAMPLES:
            self.current = posture
            begun += [posture] if posture else []
        return begun

    def _feel_impulses(self, force_mg2: int) -> list[str]:
        begun: list[str] = []
        if force_mg2 > self._least_impulse_mg2:
            for name, threshold_mg in self._impulses.items():
                if force_mg2 > threshold_mg**2 and name not in self._told:
                    self._told.add(name)
                    begun.append(name)
            self._calm_samples = 0
        if self._calm_samples < _DAMPING_SAMPLES:
            self._calm_samples += 1
        else:
            self._told.clear()
        return begun

    def _feel_shake(self, axes: Axes) -> bool:
        """Count turns from one side to the other; enough of them in time are a shake."""
        turned = False
        for index, value in enumerate(axes):
            side = self._turned[index]
            if (value < -_SHAKE_MG and side) or (value > _SHAKE_MG and not side):
                self._turned[index] = not side
                turned = True
        if turned and self._turns < _SHAKE_TURNS:
            self._turns += 1
            if self._turns == 1:
                self._turn_samples = 0
            if self._turns == _SHAKE_TURNS:
                self._shaken = True
                self._turn_samples = 0
                return True
        if self._turns > 0:
            self._turn_samples += 1
            if self._shaken and self._turn_samples >= _SHAKE_AGAIN_SAMPLES:
                self._shaken = False
                self._turns = self._turn_samples = 0
            elif not self._shaken and self._turn_samples >= _SHAKE_FORGET_SAMPLES:
                self._turn_samples = 0
                self._turns -= 1
        return False


def _posture(axes: Axes, force_mg2: int) -> str:
    """Return how the board lies, as one sample tells it; empty for none."""
    x, y, z = axes
    rules: tuple[tuple[bool, str], ...] = (
        (force_mg2 < _FREEFALL_MG**2, "freefall"),
        (x < -_TILT_MG, "left"),
        (x > _TILT_MG, "right"),
        (y < -_TILT_MG, "down"),
        (y > _TILT_MG, "up"),
        (z < -_TILT_MG, "face up"),
        (z > _TILT_MG, "face down"),
    )
    return next((name for holds, name in rules if holds), "")
