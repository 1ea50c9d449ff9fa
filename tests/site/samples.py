"""Packs for the tests of pages: one with everything, one that means harm."""

from dataclasses import replace
from pathlib import Path

from kibako.circuits.circuit import read_circuit
from kibako.lessons.site.facts import PackFacts, StepFacts, StepFor
from kibako.tables import Words

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf500f00038101800f1b3f9c0000000049454e44ae426082"
)
"""A picture of one point, as PNG."""

MENTOR = {
    "ja": """## 時間《じかん》の めやす

| 時間《じかん》 | すること |
|---|---|
| 5分《ふん》 | あいさつ |

## よくある まちがい

- かっこを わすれる

> しずかに 聞《き》きます。
""",
    "en": """## Timing

| Time | What |
|---|---|
| 5 min | Welcome |

## Typical errors

- A bracket is missing

> Listen first.
""",
}
_CODE = """```python
while True:
    music.play(['c4:4', 'd4:4'])
```"""
TEXT = {
    "ja": f"""音《おと》を 鳴《な》らしましょう。

## やってみよう

1. こう 書《か》きます。

{_CODE}

2. 聞《き》きます。

![ブザーの 絵《え》](../pictures/buzzer.png)
""",
    "en": f"""Let us play.

## Try it

1. Write this.

{_CODE}

2. Listen.

![A buzzer](../pictures/buzzer.png)
""",
}
_LADDER = ("Look at the notes.", "How often?", "```\nplay(___)\n```")
HINTS = {lang: _LADDER for lang in ("ja", "en")}


def whole(folder: Path) -> PackFacts:
    """Return a pack that uses everything a page can show."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "buzzer.png").write_bytes(PIXEL)
    microbit = StepFor(
        family="microbit",
        text=TEXT,
        audio={"ja": "よく 聞《き》いてください。", "en": "Listen well."},
        hints=HINTS,
        starter="import music\n",
        solution="import music\nmusic.play(['c4:4'])\n",
    )
    pico = replace(microbit, family="pico", solution="from machine import PWM\n")
    title = Words(ja="音《おと》を 鳴《な》らす", en="Play a tone")
    step = StepFacts("first", title, 10, (microbit, pico))
    short = replace(microbit, audio={}, hints={})
    other = replace(short, family="pico", text={"ja": "Picoの 文《ぶん》", "en": "For the Pico"})
    return PackFacts(
        id="melody",
        version="1.2.0",
        title=Words(ja="おはやし ベル", en="Festival Bell"),
        summary=Words(
            ja="祭《まつ》りの 音《おと》を 作《つく》ります。", en="Make the sound of a festival."
        ),
        minutes=45,
        level="小2+",
        boards=("microbit", "pico"),
        access=("audio", "one-switch"),
        needs=("plain", "not-there"),
        rows=("9", "③"),
        course_of_study=(),
        firmware={"microbit": "1.13"},
        licence="CC-BY-4.0",
        authors=("The Kibako developers",),
        steps=(step, StepFacts("second", title, 0, (short, other))),
        mentor=MENTOR,
        extension={
            "ja": "すきな 曲《きょく》を つくりましょう。",
            "en": "Make a tune of your own.",
        },
        circuits=(read_circuit("music-box"),),
        parts=(),
        folder=folder,
    )


def plain(folder: Path) -> PackFacts:
    """Return a pack with no more than it must have."""
    return replace(
        whole(folder),
        id="plain",
        title=Words(ja="はじめの ひかり", en="First Light"),
        summary=None,
        minutes=20,
        level="小1+",
        boards=("microbit",),
        access=(),
        needs=(),
        rows=(),
        circuits=(),
        mentor={},
        extension={},
    )


EVIL = (
    '<script>document.title="owned"</script><img src=x onerror=\'document.title="owned"\'>'
    "\"'></textarea></style></svg><svg onload='document.title=\"owned\"'>\x00\u202eabc"
)


def evil(folder: Path) -> PackFacts:
    """Return a pack whose every text tries to be more than text."""
    words = Words(ja=f"{EVIL}漢字《<b>かんじ》", en=EVIL)
    texts = {"ja": TEXT["ja"] + EVIL + f"\n\n![{EVIL}](../../../etc/passwd.png)\n", "en": EVIL}
    base = whole(folder)
    hints = {lang: (text,) for lang, text in texts.items()}
    board = StepFor(EVIL, texts, texts, hints, EVIL, EVIL)
    other = replace(board, family=f"{EVIL}2", text={"ja": EVIL, "en": texts["ja"]}, starter="")
    step = StepFacts("first", words, 5, (board, other))
    return replace(
        base,
        id="evil",
        title=words,
        summary=words,
        level=EVIL,
        boards=(EVIL,),
        access=(EVIL,),
        needs=(EVIL,),
        rows=(EVIL,),
        course_of_study=(EVIL,),
        firmware={EVIL: EVIL},
        licence=EVIL,
        authors=(EVIL,),
        steps=(step,),
        mentor=texts,
        extension=texts,
        circuits=(replace(base.circuits[0], title=words),),
    )
