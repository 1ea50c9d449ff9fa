# The sounds that a micro:bit V2 makes by itself.
from _arguments import whole
from _kibako import call
from _lacks import seal


class SoundEffect:
    WAVEFORM_SINE = 0
    WAVEFORM_SAWTOOTH = 1
    WAVEFORM_TRIANGLE = 2
    WAVEFORM_SQUARE = 3
    WAVEFORM_NOISE = 4
    SHAPE_LINEAR = 1
    SHAPE_CURVE = 2
    SHAPE_LOG = 18
    FX_NONE = 0
    FX_VIBRATO = 1
    FX_TREMOLO = 2
    FX_WARBLE = 3

    def __init__(
        self,
        freq_start=500,
        freq_end=2500,
        duration=500,
        vol_start=255,
        vol_end=0,
        waveform=3,
        fx=0,
        shape=18,
    ):
        object.__setattr__(self, "_v", [0] * 8)
        self.freq_start = freq_start
        self.freq_end = freq_end
        self.duration = duration
        self.vol_start = vol_start
        self.vol_end = vol_end
        self.waveform = waveform
        self.fx = fx
        self.shape = shape

    def __getattr__(self, name):
        if name not in _ATTRS:
            raise AttributeError("'SoundEffect' object has no attribute '%s'" % name)
        return self._v[_ATTRS.index(name)]

    def __setattr__(self, name, value):
        if name not in _ATTRS:
            raise AttributeError("'SoundEffect' object has no attribute '%s'" % name)
        most = 9 if name == "waveform" else 99 if name in ("fx", "shape") else 9999
        value = whole(value)
        # The real board keeps a volume as a number up to 1023.
        kept = (value * 1023 + 127) // 255 if name[:3] == "vol" else value
        if kept < 0 or kept > most:
            raise ValueError("maximum value is %d" % most)
        self._v[_ATTRS.index(name)] = value

    def _begin(self, pin):
        call("audio.effect", " ".join([pin] + [str(v) for v in self._v]))

    def copy(self):
        return SoundEffect(*self._v)

    def __repr__(self):
        return "SoundEffect(%s)" % ", ".join(map(str, self._v))

    def __str__(self):
        parts = []
        for i, name in enumerate(_ATTRS):
            value = self._v[i]
            prefix = name.upper() + "_"
            if value < 100:
                for constant in dir(SoundEffect):
                    if constant.startswith(prefix) and getattr(SoundEffect, constant) == value:
                        value = constant
            parts.append("%s=%s" % (name, value))
        return "SoundEffect(%s)" % ", ".join(parts)


_ATTRS = tuple("freq_start freq_end duration vol_start vol_end waveform fx shape".split())


class MicroBitSound:
    def __init__(self, name):
        self._n = name

    def _begin(self, pin):
        call("audio.sound", "%s %s" % (pin, self._n))

    def __repr__(self):
        return "Sound('%s')" % self._n


for _n in "giggle happy hello mysterious sad slide soaring spring twinkle yawn".split():
    setattr(MicroBitSound, _n.upper(), MicroBitSound(_n))
Sound = MicroBitSound
seal(MicroBitSound)
