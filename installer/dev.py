#!/usr/bin/env python3
"""The developer's one door: run, test, bench, fix, check, lock; needs only Python 3.11 or newer."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - told here, or an older Python would die on a riddle
    sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0])

from devkit.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
