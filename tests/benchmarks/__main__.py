"""Runs named benchmarks: `python -m tests.benchmarks search payment search-million`.

A benchmark is a module `bench_NAME.py` beside this file (dashes of the name
are underscores there) with `def measure() -> Iterable[Figure]`.
"""

import sys
from importlib import import_module

if __name__ == "__main__":
    for module in (name.replace("-", "_") for name in sys.argv[1:]):
        for figure in import_module(f"tests.benchmarks.bench_{module}").measure():
            print(figure.line(), flush=True)  # noqa: T201 - its output is what this program is for
