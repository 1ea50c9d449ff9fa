"""Ten small loops that compare how fast a board computes with how fast its virtual board does."""

PROGRAMS: dict[str, str] = {
    "integer arithmetic": "def f():\n    s = 0\n    for i in range(N):\n        s += i * 3 % 7\n",
    "function calls": "def g(x):\n    return x\ndef f():\n    for i in range(N):\n        g(i)\n",
    "list append": "def f():\n    a = []\n    for i in range(N):\n        a.append(i)\n        if len(a) == 50:\n            a = []\n",
    "attributes": "class A:\n    pass\ndef f():\n    a = A()\n    a.x = 0\n    for i in range(N):\n        a.x = a.x + 1\n",
    "building text": "def f():\n    s = ''\n    for i in range(N):\n        s += 'x'\n        if len(s) == 20:\n            s = ''\n",
    "dictionary": "def f():\n    d = {}\n    for i in range(N):\n        d[i % 10] = i\n        d[i % 10]\n",
    "while and compare": "def f():\n    i = 0\n    while i < N:\n        i += 1\n",
    "floats": "def f():\n    x = 0.5\n    for i in range(N):\n        x = x * 1.5 - 0.25\n        if x > 100.0:\n            x = 0.5\n",
    "method calls": "class A:\n    def g(self, x):\n        return x\ndef f():\n    a = A()\n    for i in range(N):\n        a.g(i)\n",
    "pin writes": "from microbit import pin0\ndef f():\n    for i in range(N):\n        pin0.write_digital(1)\n",
}
