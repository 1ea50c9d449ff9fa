# A board may have less than its kin: its profile says what is taken away.
from _kibako import call


def trim(thing, name):
    # Take away from a class; a module trims its own names, which are a dict.
    for lacking in call("board.lacks", name).split():
        if type(thing) is dict:
            thing.pop(lacking, None)
        else:
            delattr(thing, lacking)


def seal(kind):
    # A class of the real board whose objects are all there: a program makes no more of them.
    def refuse(self, *args):
        raise TypeError("cannot create '%s' instances" % kind.__name__)

    kind.__init__ = refuse
