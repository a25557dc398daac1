"""Lets `python -m desk_app` start the desk."""

import sys

from desk_app.main import main

if __name__ == "__main__":
    sys.exit(main())
