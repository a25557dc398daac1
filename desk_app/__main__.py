"""Lets `python -m desk_app` start the desk."""

import sys

from desk_app.start import main

if __name__ == "__main__":
    sys.exit(main())
