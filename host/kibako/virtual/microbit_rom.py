"""What stands in the micro:bit's read-only memory: pictures, letters and tunes.

The pixels and notes are those of the real firmware (read off it with ``repr``), so a program
shows and plays the same here and there. A picture of 5 by 5 is written as one number of 25
bits, the upper left pixel first: small on a board whose memory is small.
"""

IMAGES: dict[str, int] = {
    "HEART": 0x0AFFDC4,  # .#.#. ##### ##### .###. ..#..
    "HEART_SMALL": 0x0053880,  # ..... .#.#. .###. ..#.. .....
    "HAPPY": 0x005022E,  # ..... .#.#. ..... #...# .###.
    "SMILE": 0x000022E,  # ..... ..... ..... #...# .###.
    "SAD": 0x00501D1,  # ..... .#.#. ..... .###. #...#
    "CONFUSED": 0x0050155,  # ..... .#.#. ..... .#.#. #.#.#
    "ANGRY": 0x11503F5,  # #...# .#.#. ..... ##### #.#.#
    "ASLEEP": 0x00D81C0,  # ..... ##.## ..... .###. .....
    "SURPRISED": 0x0A01144,  # .#.#. ..... ..#.. .#.#. ..#..
    "SILLY": 0x1107CA7,  # #...# ..... ##### ..#.# ..###
    "FABULOUS": 0x1FD814E,  # ##### ##.## ..... .#.#. .###.
    "MEH": 0x0A00888,  # .#.#. ..... ...#. ..#.. .#...
    "YES": 0x0008A88,  # ..... ....# ...#. #.#.. .#...
    "NO": 0x1151151,  # #...# .#.#. ..#.. .#.#. #...#
    "CLOCK12": 0x0421000,  # ..#.. ..#.. ..#.. ..... .....
    "CLOCK1": 0x0211000,  # ...#. ...#. ..#.. ..... .....
    "CLOCK2": 0x0019000,  # ..... ...## ..#.. ..... .....
    "CLOCK3": 0x0001C00,  # ..... ..... ..### ..... .....
    "CLOCK4": 0x0001060,  # ..... ..... ..#.. ...## .....
    "CLOCK5": 0x0001042,  # ..... ..... ..#.. ...#. ...#.
    "CLOCK6": 0x0001084,  # ..... ..... ..#.. ..#.. ..#..
    "CLOCK7": 0x0001108,  # ..... ..... ..#.. .#... .#...
    "CLOCK8": 0x0001300,  # ..... ..... ..#.. ##... .....
    "CLOCK9": 0x0007000,  # ..... ..... ###.. ..... .....
    "CLOCK10": 0x00C1000,  # ..... ##... ..#.. ..... .....
    "CLOCK11": 0x0841000,  # .#... .#... ..#.. ..... .....
    "ARROW_N": 0x0475484,  # ..#.. .###. #.#.# ..#.. ..#..
    "ARROW_NE": 0x0719510,  # ..### ...## ..#.# .#... #....
    "ARROW_E": 0x0417C44,  # ..#.. ...#. ##### ...#. ..#..
    "ARROW_SE": 0x1041467,  # #.... .#... ..#.# ...## ..###
    "ARROW_S": 0x04255C4,  # ..#.. ..#.. #.#.# .###. ..#..
    "ARROW_SW": 0x011531C,  # ....# ...#. #.#.. ##... ###..
    "ARROW_W": 0x0447D04,  # ..#.. .#... ##### .#... ..#..
    "ARROW_NW": 0x1CC5041,  # ###.. ##... #.#.. ...#. ....#
    "TRIANGLE": 0x0022BE0,  # ..... ..#.. .#.#. ##### .....
    "TRIANGLE_LEFT": 0x10C525F,  # #.... ##... #.#.. #..#. #####
    "CHESSBOARD": 0x0AAAAAA,  # .#.#. #.#.# .#.#. #.#.# .#.#.
    "DIAMOND": 0x0454544,  # ..#.. .#.#. #...# .#.#. ..#..
    "DIAMOND_SMALL": 0x0022880,  # ..... ..#.. .#.#. ..#.. .....
    "SQUARE": 0x1F8C63F,  # ##### #...# #...# #...# #####
    "SQUARE_SMALL": 0x00729C0,  # ..... .###. .#.#. .###. .....
    "RABBIT": 0x14A7B5E,  # #.#.. #.#.. ####. ##.#. ####.
    "COW": 0x118FDC4,  # #...# #...# ##### .###. ..#..
    "MUSIC_CROTCHET": 0x042139C,  # ..#.. ..#.. ..#.. ###.. ###..
    "MUSIC_QUAVER": 0x043179C,  # ..#.. ..##. ..#.# ###.. ###..
    "MUSIC_QUAVERS": 0x0F4A77B,  # .#### .#..# .#..# ##.## ##.##
    "PITCHFORK": 0x15AFC84,  # #.#.# #.#.# ##### ..#.. ..#..
    "XMAS": 0x04711DF,  # ..#.. .###. ..#.. .###. #####
    "PACMAN": 0x0FD73CF,  # .#### ##.#. ###.. ####. .####
    "TARGET": 0x0476DC4,  # ..#.. .###. ##.## .###. ..#..
    "TSHIRT": 0x1BFB9CE,  # ##.## ##### .###. .###. .###.
    "ROLLERSKATE": 0x031FFEA,  # ...## ...## ##### ##### .#.#.
    "DUCK": 0x0CE3DC0,  # .##.. ###.. .#### .###. .....
    "HOUSE": 0x0477DCA,  # ..#.. .###. ##### .###. .#.#.
    "TORTOISE": 0x0077D40,  # ..... .###. ##### .#.#. .....
    "BUTTERFLY": 0x1BF93FB,  # ##.## ##### ..#.. ##### ##.##
    "STICKFIGURE": 0x04F9151,  # ..#.. ##### ..#.. .#.#. #...#
    "GHOST": 0x1FAFFF5,  # ##### #.#.# ##### ##### #.#.#
    "SWORD": 0x04211C4,  # ..#.. ..#.. ..#.. .###. ..#..
    "GIRAFFE": 0x18421CA,  # ##... .#... .#... .###. .#.#.
    "SKULL": 0x0EAFDCE,  # .###. #.#.# ##### .###. .###.
    "UMBRELLA": 0x0EF928C,  # .###. ##### ..#.. #.#.. .##..
    "SNAKE": 0x18DA9C0,  # ##... ##.## .#.#. .###. .....
    "SCISSORS": 0x19D1359,  # ##..# ##.#. ..#.. ##.#. ##..#
}
"""Name and pixels of each built-in picture, in the order of the real board."""

FONT: tuple[int, ...] = (
    0x0000000,  #
    0x0842008,  # !
    0x0A50000,  # "
    0x0AFABEA,  # #
    0x0ECBA6E,  # $
    0x1991133,  # %
    0x0C9324D,  # &
    0x0840000,  # '
    0x0442104,  # (
    0x0821088,  # )
    0x0051140,  # *
    0x0023880,  # +
    0x0000088,  # ,
    0x0003800,  # -
    0x0000100,  # .
    0x0111110,  # /
    0x0C94A4C,  # 0
    0x046108E,  # 1
    0x1C1321E,  # 2
    0x1E1124C,  # 3
    0x0654BE2,  # 4
    0x1F8783E,  # 5
    0x0223A2E,  # 6
    0x1F11110,  # 7
    0x0E8BA2E,  # 8
    0x0E8B888,  # 9
    0x0040100,  # :
    0x0020088,  # ;
    0x0222082,  # <
    0x00701C0,  # =
    0x0820888,  # >
    0x0E89804,  # ?
    0x0E8D66C,  # @
    0x0C97A52,  # A
    0x1C9725C,  # B
    0x0E8420E,  # C
    0x1C94A5C,  # D
    0x1E8721E,  # E
    0x1E87210,  # F
    0x0E84E2E,  # G
    0x1297A52,  # H
    0x1C4211C,  # I
    0x1F10A4C,  # J
    0x12A6292,  # K
    0x108421E,  # L
    0x11DD631,  # M
    0x11CD671,  # N
    0x0C94A4C,  # O
    0x1C97210,  # P
    0x0C94986,  # Q
    0x1C97251,  # R
    0x0E8305C,  # S
    0x1F21084,  # T
    0x1294A4C,  # U
    0x118C544,  # V
    0x118D771,  # W
    0x1293252,  # X
    0x1151084,  # Y
    0x1E2221E,  # Z
    0x0E4210E,  # [
    0x1041041,  # \
    0x0E1084E,  # ]
    0x0450000,  # ^
    0x000001F,  # _
    0x0820000,  # `
    0x0074A4F,  # a
    0x108725C,  # b
    0x007420E,  # c
    0x0213A4E,  # d
    0x0C9720E,  # e
    0x0647108,  # f
    0x0E9384C,  # g
    0x1087252,  # h
    0x0802108,  # i
    0x020084C,  # j
    0x10A6292,  # k
    0x0842106,  # l
    0x00DD631,  # m
    0x00E4A52,  # n
    0x0064A4C,  # o
    0x00E4B90,  # p
    0x00749C2,  # q
    0x0074210,  # r
    0x0032098,  # s
    0x0843907,  # t
    0x0094A4F,  # u
    0x008C544,  # v
    0x008C6BB,  # w
    0x0093192,  # x
    0x008A898,  # y
    0x00F111E,  # z
    0x0623086,  # {
    0x0842108,  # |
    0x1843118,  # }
    0x0003060,  # ~
)
"""Pixels of the letters from space (32) to tilde (126)."""

TUNES: dict[str, str] = {
    "DADADADUM": "r4:2 g g g eb:8 r:2 f f f d:8",
    "ENTERTAINER": "d4:1 d# e c5:2 e4:1 c5:2 e4:1 c5:3 c:1 d d# e c d e:2 b4:1 d5:2 c:4",
    "PRELUDE": (
        "c4:1 e g c5 e g4 c5 e c4 e g c5 e g4 c5 e c4 d g d5 f g4 d5 f c4 d g d5 f g4 d5 f "
        "b3 d4 g d5 f g4 d5 f b3 d4 g d5 f g4 d5 f c4 e g c5 e g4 c5 e c4 e g c5 e g4 c5 e"
    ),
    "ODE": "e4 e f g g f e d c c d e e:6 d:2 d:8 e:4 e f g g f e d c c d e d:6 c:2 c:8",
    "NYAN": (
        "f#5:2 g# c#:1 d#:2 b4:1 d5:1 c# b4:2 b c#5 d d:1 c# b4:1 c#5:1 d# f# g# d# f# c# d "
        "b4 c#5 b4 d#5:2 f# g#:1 d# f# c# d# b4 d5 d# d c# b4 c#5 d:2 b4:1 c#5 d# f# c# d c# "
        "b4 c#5:2 b4 c#5 b4 f#:1 g# b:2 f#:1 g# b c#5 d# b4 e5 d# e f# b4:2 b f#:1 g# b f# "
        "e5 d# c# b4 f# d# e f# b:2 f#:1 g# b:2 f#:1 g# b b c#5 d# b4 f# g# f# b:2 b:1 a# b "
        "f# g# b e5 d# e f# b4:2 c#5"
    ),
    "RINGTONE": "c4:1 d e:2 g d:1 e f:2 a e:1 f g:2 b c5:4",
    "FUNK": "c2:2 c d# c:1 f:2 c:1 f:2 f# g c c g c:1 f#:2 c:1 f#:2 f d#",
    "BLUES": (
        "c2:2 e g a a# a g e c2:2 e g a a# a g e f a c3 d d# d c a2 c2:2 e g a a# a g e g b "
        "d3 f f2 a c3 d# c2:2 e g e g f e d"
    ),
    "BIRTHDAY": (
        "c4:3 c:1 d:4 c:4 f e:8 c:3 c:1 d:4 c:4 g f:8 c:3 c:1 c5:4 a4 f e d a#:3 a#:1 a:4 f g f:8"
    ),
    "WEDDING": "c4:4 f:3 f:1 f:8 c:4 g:3 e:1 f:8 c:4 f:3 a:1 c5:4 a4:3 f:1 f:4 e:3 f:1 g:8",
    "FUNERAL": "c3:4 c:3 c:1 c:4 d#:3 d:1 d:3 c:1 c:3 b2:1 c3:4",
    "PUNCHLINE": "c4:3 g3:1 f# g g#:3 g r b c4",
    "PYTHON": (
        "d5:1 b4 r b b a# b g5 r d d r b4 c5 r c c r d e:5 c:1 a4 r a a g# a f#5 r e e r c "
        "b4 r b b r c5 d:5 d:1 b4 r b b a# b b5 r g g r d c# r a a r a a:5 g:1 f#:2 a:1 a g# "
        "a e:2 a:1 a g# a d r c# d r c# d:2 r:3"
    ),
    "BADDY": "c3:3 r d:2 d# r c r f#:8",
    "CHASE": (
        "a4:1 b c5 b4 a:2 r a:1 b c5 b4 a:2 r a:2 e5 d# e f e d# e b4:1 c5 d c b4:2 r b:1 c5 "
        "d c b4:2 r b:2 e5 d# e f e d# e"
    ),
    "BA_DING": "b5:1 e6:3",
    "WAWAWAWAA": "e3:3 r:1 d#:3 r:1 d:4 r:1 c#:8",
    "JUMP_UP": "c5:1 d e f g",
    "JUMP_DOWN": "g5:1 f e d c",
    "POWER_UP": "g4:1 c5 e g:2 e:1 g:3",
    "POWER_DOWN": "g5:1 d# c g4:2 b:1 c5:3",
}
"""Notes of each built-in tune, separated by spaces."""
