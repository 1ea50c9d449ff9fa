"""What a robot senses, as sound: distance as beeps, bearing as pan, the line as pitch and pan."""

from kibako_access.earcons import Sound, SoundTable, Tone, note_hz


def beep_every_ms(table: SoundTable, distance_cm: float) -> int | None:
    """Return the time from beep to beep; None where nothing is near enough to be heard."""
    beeps = table.beeps
    if not 0 <= distance_cm <= beeps.far_cm:
        return None
    way = max(distance_cm - beeps.near_cm, 0.0) / (beeps.far_cm - beeps.near_cm)
    return round(beeps.near_every_ms + way * (beeps.far_every_ms - beeps.near_every_ms))


def pan(table: SoundTable, bearing_deg: float) -> float:
    """Return where a bearing is heard.

    Args:
        table: The sounds.
        bearing_deg: How far to the right it is, seen from the robot; left is negative.

    Returns:
        -1 (left ear) to 1 (right ear).
    """
    return min(max(bearing_deg / table.pan.full_deg, -1.0), 1.0)


def beep(table: SoundTable, bearing_deg: float = 0.0, robot: int = 0) -> Sound:
    """Return one beep of a robot that senses something.

    Args:
        table: The sounds.
        bearing_deg: Where it is.
        robot: Which robot, counted from 0: each has its own voice.
    """
    beeps = table.beeps
    tone = Tone(note_hz(beeps.note), beeps.beep_ms, pan(table, bearing_deg))
    return Sound(f"beeps{robot}", (tone,), voice(table, robot), beeps.loudness)


def line(table: SoundTable, error: float, robot: int = 0, ms: int = 80) -> Sound:
    """Return how a line on the floor sounds.

    Args:
        table: The sounds.
        error: How far the line is to the right of the robot, in widths between its sensors, -1
            to 1.
        robot: Which robot, counted from 0.
        ms: How long it sounds, in milliseconds.
    """
    error = min(max(error, -1.0), 1.0)
    tone = Tone(table.scales["line"].hz(error), ms, error)
    return Sound(f"line{robot}", (tone,), voice(table, robot), 0.5)


def voice(table: SoundTable, robot: int) -> tuple[float, ...]:
    """Return the overtones of a robot's voice; after the last one the first comes again."""
    timbres = table.robots.timbres
    return tuple(table.timbres[timbres[robot % len(timbres)]])
