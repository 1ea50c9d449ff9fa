"""How far each sound is off the table, as it is rendered and as a loudspeaker would get it."""

import sys
import tempfile
from pathlib import Path

import numpy as np
from figures import show
from heard import PAN_OFF, PITCH_OFF, every_sound, off, played
from kibako_access import synth

ROW = "{:<18}{:>6}{:>12}{:>10}{:>12}{:>10}{:>8}  {}\n"


def main() -> None:
    sounds = every_sound()
    with tempfile.TemporaryDirectory(prefix="kibako-bench-") as folder:
        heard = played(list(sounds.values()), Path(folder) / "heard.raw")
    head = ("tones", "pitch off %", "pan off", "played: %", "pan off", "peak", "same samples")
    sys.stdout.write(ROW.format("sound", *head))
    worst = np.zeros(4)
    for (name, sound), through in zip(sounds.items(), heard, strict=True):
        rendered = synth.samples(sound)
        pitch, pan = off(rendered, sound)
        played_pitch, played_pan = off(through, sound)
        worst = np.maximum(worst, (pitch, pan, played_pitch, played_pan))
        peak = np.abs(through.astype(int)).max() / synth.FULL_SCALE
        tones = sum(tone.hz > 0 for tone in sound.tones)
        figures = (100 * pitch, pan, 100 * played_pitch, played_pan, peak)
        shown = (f"{each:.3f}" for each in figures)
        same = "yes" if np.array_equal(rendered, through) else "no"
        sys.stdout.write(ROW.format(name, tones, *shown, same))
    for what, at in (("rendered", 0), ("through pygame's mixer", 2)):
        pitch, pan = worst[at : at + 2]
        goal = f"< {100 * PITCH_OFF:g}"
        show(f"pitch off, worst of {len(sounds)} sounds, {what}", 100 * pitch, "%", goal,
             bool(pitch < PITCH_OFF))  # fmt: skip
        show(f"pan off, {what}", pan, "", f"< {PAN_OFF:g}", bool(pan < PAN_OFF))


if __name__ == "__main__":
    main()
