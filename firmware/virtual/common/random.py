# Chance that the host seeds, so that a run can be repeated.
from _kibako import call as _call
from _kibako import urandom as _urandom

choice = _urandom.choice
getrandbits = _urandom.getrandbits
randint = _urandom.randint
random = _urandom.random
randrange = _urandom.randrange
seed = _urandom.seed
uniform = _urandom.uniform
seed(int(_call("random.seed")))
