"""``python -m rulebook``: the law at the command line, without Django and without a database."""

import sys

from .commandline import main

if __name__ == "__main__":
    sys.exit(main())
