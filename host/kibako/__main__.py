"""``python -m kibako`` is ``kibako``."""

import sys

from kibako.cli.main import main

sys.exit(main())
