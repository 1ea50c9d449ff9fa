"""How a robot with two driven wheels gets faster and slower: its motors, tyres and battery.

A motor's torque falls with its speed in a straight line, so that with nothing in its way the robot
comes near its speed by an exponential curve, forwards and in turning apart from each other. Both
are solved exactly for each step, whatever its length; only the limit of the tyres' grip and the
battery's voltage are held for a step. A motor at 0 % brakes, as gears and shorted drivers do.
"""

import math

from kibako.robocon.robot import G_MM_S2, Robot

_FORCE = 1e6
"""A torque of 1 mN·m at 1 mm is a force of so many g·mm/s²."""
_EMPTY = 0.2
"""Which part of its voltage a battery has lost when it is empty."""
_STILL_MM_S = 1e-3
_STILL_RAD_S = 1e-5


def relax(
    speed: float, goal: float, drag: float, tau_s: float, step_s: float
) -> tuple[float, float]:
    """Let a speed come near its goal by an exponential curve.

    Args:
        speed: At the beginning.
        goal: Where it would come without friction.
        drag: By how much friction makes that less, either way.
        tau_s: The time constant.
        step_s: For how long.

    Returns:
        The speed at the end, and the mean speed on the way.
    """
    if not speed and abs(goal) <= drag:
        return 0.0, 0.0
    way = math.copysign(1.0, speed or goal)
    goal -= way * drag
    rest = speed - goal
    end = goal + rest * math.exp(-step_s / tau_s)
    if speed and end * way < 0 and abs(goal + way * drag) <= drag:
        stop_s = tau_s * math.log(rest / -goal)
        return 0.0, (goal * stop_s + speed * tau_s) / step_s
    return end, goal + (rest - (end - goal)) * tau_s / step_s


class Drive:
    """The speeds of one robot, and what is left in its battery.

    Attributes:
        forward_mm_s: How fast it goes forwards.
        side_mm_s: How fast it slides to its left.
        turn_rad_s: How fast it turns to its left.
        volts: What its battery gives just now.

    Args:
        robot: The model.
        step_s: How long a step is.
    """

    def __init__(self, robot: Robot, step_s: float) -> None:
        body, wheels, motors = robot.body, robot.wheels, robot.motors
        self.forward_mm_s = self.side_mm_s = self.turn_rad_s = 0.0
        self.volts = robot.battery.volts
        self._battery = robot.battery
        self._stall_ma = motors.stall_ma
        self._used_mah = 0.0
        self._step_s = step_s
        self._full_mm_s = robot.full_mm_s
        self._track_mm = wheels.track_mm
        self._mass_g = body.mass_g
        self._inertia = body.inertia_g_mm2
        slope = motors.stall_mnm * _FORCE / (wheels.diameter_mm / 2) / self._full_mm_s
        self._forward_s = body.mass_g / (2 * slope)
        self._turn_s = 2 * body.inertia_g_mm2 / (slope * wheels.track_mm**2)
        self._drag_mm_s = wheels.rolling * G_MM_S2 * self._forward_s
        self._grip = wheels.grip * body.mass_g * G_MM_S2 / 2
        self._slide_mm_s = wheels.grip * G_MM_S2 * step_s

    def step(self, left: float, right: float) -> tuple[float, float, float]:
        """Go on for a step.

        Args:
            left: The left motor's power, -1 to 1 of the full battery.
            right: And the right one's.

        Returns:
            The mean speeds on the way: forwards, to the left, and turning.
        """
        forward, side, turn = self.forward_mm_s, self.side_mm_s, self.turn_rad_s
        if not (left or right or forward or side or turn):
            return 0.0, 0.0, 0.0
        sag = self._sag(left, right)
        fast_left, fast_right = left * sag, right * sag
        step_s = self._step_s
        goal, goal_turn = (fast_left + fast_right) / 2, (fast_right - fast_left) / self._track_mm
        end, mean = relax(forward, goal, self._drag_mm_s, self._forward_s, step_s)
        end_turn, mean_turn = relax(turn, goal_turn, 0.0, self._turn_s, step_s)
        push = self._mass_g * (end - forward) / (2 * step_s)
        twist = self._inertia * (end_turn - turn) / (self._track_mm * step_s)
        if abs(push) + abs(twist) > self._grip:
            push_left, push_right = self._held(push - twist), self._held(push + twist)
            end = forward + (push_left + push_right) * step_s / self._mass_g
            gain = (push_right - push_left) * self._track_mm / 2 * step_s
            end_turn = turn + gain / self._inertia
            mean, mean_turn = (forward + end) / 2, (turn + end_turn) / 2
        slid = math.copysign(max(abs(side) - self._slide_mm_s, 0.0), side)
        self.forward_mm_s = end if abs(end) > _STILL_MM_S else 0.0
        self.turn_rad_s = end_turn if abs(end_turn) > _STILL_RAD_S else 0.0
        self.side_mm_s = slid
        return mean, (side + slid) / 2, mean_turn

    def hit(self, forward_mm_s: float, side_mm_s: float, turn_rad_s: float) -> None:
        """Take the speeds that were left after something was in the way."""
        self.forward_mm_s, self.side_mm_s, self.turn_rad_s = forward_mm_s, side_mm_s, turn_rad_s

    def _held(self, push: float) -> float:
        """Return how much of a wheel's force its tyre brings to the floor."""
        return min(max(push, -self._grip), self._grip)

    def _sag(self, left: float, right: float) -> float:
        """Take the motors' current from the battery; return the speed that its voltage gives."""
        battery, full_mm_s = self._battery, self._full_mm_s
        part = self.volts / battery.volts
        twist = self.turn_rad_s * self._track_mm / 2
        ma = 0.0
        if left:
            ma += abs(left * part - (self.forward_mm_s - twist) / full_mm_s)
        if right:
            ma += abs(right * part - (self.forward_mm_s + twist) / full_mm_s)
        ma *= self._stall_ma
        self._used_mah += ma * self._step_s / 3600
        empty = min(self._used_mah / battery.capacity_mah, 1.0)
        open_volts = battery.volts * (1 - _EMPTY * empty)
        self.volts = max(open_volts - battery.ohms * ma / 1000, 0.0)
        return self.volts / battery.volts * full_mm_s
