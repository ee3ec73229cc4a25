"""`python -m bench [PART …] [--seconds 10] [--rounds 5]`: the tables of docs/benchmarks.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bench import cache, daytrip, gateway, hits, json_endpoint, members, memory, pages, start, static_files
from bench.report import Table, write_report

PARTS: dict[str, Callable[[float, int], Table]] = {
    "json": json_endpoint.measure,
    "gateway": gateway.measure,
    "hits": hits.measure,
    "static": static_files.measure,
    "memory": memory.measure,
    "start": start.measure,
    "databases": members.measure_databases,
    "cache": cache.measure,
    "original": members.measure_original,
    "daytrip": daytrip.measure_list,
    "search": daytrip.measure_search,
    "pages": pages.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--seconds", type=float, default=10, help="length of a run")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each; the median counts")
    options = parser.parse_args()
    tables = {}
    for name in options.parts or PARTS:
        tables[name] = PARTS[name](options.seconds, options.rounds)
        print(f"\n{tables[name].markdown()}\n", flush=True)
    write_report(tables)


main()
