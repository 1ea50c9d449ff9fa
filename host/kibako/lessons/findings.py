"""What a check found: a message of the catalogues with its fields, told in any language."""

from dataclasses import dataclass
from functools import cache

from kibako import strings
from kibako.tables import Words
from kibako.visible import printable_text

DARK = ":".join(["00000"] * 5)
"""The display with no lamp on."""

Field = str | int | Words


@dataclass(frozen=True, slots=True)
class Finding:
    """What a failing expectation says: first what happened, then what was expected.

    Attributes:
        key: The message group in the catalogues; ``check_own`` when the author wrote the sentences.
        fields: The fields of the messages.
        own: The author's own two sentences, what happened and what was expected.
        before: Sentences on what was done before it happened.
        others: What would have done as well: the other parts of ``expect.any_of``.
        hints: What the program's text lacks, told at the end.
    """

    key: str
    fields: tuple[tuple[str, Field], ...] = ()
    own: tuple[Words, Words] | None = None
    before: tuple[Words, ...] = ()
    others: tuple["Finding", ...] = ()
    hints: tuple[Words, ...] = ()

    def seen(self, lang: str | None = None) -> str:
        """Return the sentences that say what happened."""
        lang = lang or strings.language()
        said = [each.in_language(lang) for each in self.before]
        return " ".join([*said, self._say("seen", 0, lang)])

    def expected(self, lang: str | None = None) -> str:
        """Return the sentences that say what was expected."""
        lang = lang or strings.language()
        said = [self._say("expected", 1, lang)]
        for other in self.others:
            said.append(strings.text("check.or", lang, expected=other.expected(lang)))
        said += [
            strings.text("check.hint", lang, hint=each.in_language(lang)) for each in self.hints
        ]
        return " ".join(said)

    def as_words(self) -> tuple[Words, Words]:
        """Return what happened and what was expected, in all languages."""
        seen, expected = (Words(ja=say("ja"), en=say("en")) for say in (self.seen, self.expected))
        return seen, expected

    def _say(self, which: str, at: int, lang: str) -> str:
        # What a check says in its own words, or quotes of a program, goes to terminals.
        if self.own is not None:
            return printable_text(self.own[at].in_language(lang))
        fields = {
            name: value.in_language(lang) if isinstance(value, Words) else value
            for name, value in self.fields
        }
        return printable_text(strings.text(f"{self.key}.{which}", lang, **fields))


def finding(key: str, **fields: Field) -> Finding:
    """Return a finding with a message of the catalogues."""
    return Finding(key, tuple(sorted(fields.items())))


def words(name: str, /, **fields: Field) -> Words:
    """Return a message of the catalogues in all languages."""
    ja, en = (
        strings.text(
            name,
            lang,
            **{
                key: value.in_language(lang) if isinstance(value, Words) else value
                for key, value in fields.items()
            },
        )
        for lang in ("ja", "en")
    )
    return Words(ja=ja, en=en)


def picture(rows: str) -> Words:
    """Return what to call a picture on the display.

    Args:
        rows: Five rows of five digits, joined by ``:``.

    Returns:
        The name of a built-in image, a letter or digit, or that it is another picture.
    """
    if rows == DARK:
        return words("picture.dark")
    name = _image_names().get(rows)
    if name is None:
        return words("picture.other")
    if len(name) == 1:
        return words("picture.letter", letter=name)
    if strings.has(f"picture.{name}"):
        return words("picture.named", label=words(f"picture.{name}"), constant=f"Image.{name}")
    return Words(ja=f"Image.{name}", en=f"Image.{name}")


def image_rows(name: str) -> str | None:
    """Return the rows of a built-in image, or of one letter or digit; None when there is none."""
    for rows, known in _image_names().items():
        if known == name:
            return rows
    return None


def seconds(t_ms: float) -> Words:
    """Return a time as seconds with at most one decimal (two below a tenth)."""
    value = f"{t_ms / 1000:.2f}" if t_ms < 95 else f"{t_ms / 1000:.1f}"
    count = value.rstrip("0").rstrip(".") or "0"
    return words("time.one_second") if count == "1" else words("time.seconds", count=count)


def amount(number: float) -> str:
    """Return a number with at most two decimals, as both languages write it."""
    written = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


@cache
def _image_names() -> dict[str, str]:
    """The built-in images, then the letters and digits: name by rows."""
    from kibako.virtual.microbit_rom import FONT, IMAGES

    letters = {chr(code): bits for code, bits in enumerate(FONT, 32) if bits}
    found: dict[str, str] = {}
    for name, bits in (IMAGES | letters).items():
        pixels = f"{bits:025b}".replace("1", "9")
        found.setdefault(":".join(pixels[row : row + 5] for row in range(0, 25, 5)), name)
    return found
