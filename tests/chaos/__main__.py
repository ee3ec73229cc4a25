from __future__ import annotations

import argparse
import sys

from tests.chaos.run import Plan, Result, run


def main() -> None:
    parser = argparse.ArgumentParser("make chaos", description="Harm a site under load, and look for what it lost.")
    parser.add_argument("--database", choices=["mariadb", "postgresql"], action="append")
    for name, times in vars(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=times, metavar="N")
    given = vars(parser.parse_args())
    databases = given.pop("database") or ["mariadb", "postgresql"]
    results = []
    for name in databases:
        print(f"{name}: 50 connections of mixed load, {', '.join(f'{n} {k}' for k, n in given.items())}", flush=True)
        results.append(run(name, Plan(**given)))
        _tell(results[-1])
    sys.exit(0 if all(result.well for result in results) else 1)


def _tell(result: Result) -> None:
    verdict = result.verdict
    print(f"  requests                     {verdict.requests}")
    print(f"  by status (0: broken)        {dict(sorted(verdict.statuses.items()))}")
    print(f"  acknowledged                 {result.acknowledged}")
    print(f"  lost or half written         {len(result.losses)}")
    print(f"  503 while the database away  {verdict.unavailable}")
    print(f"  writes lost with a process   {verdict.lost_in_flight} (not acknowledged: 502 or a broken connection)")
    print(f"  broken promises              {len(verdict.violations)}")
    for line in [*result.losses[:10], *verdict.violations[:10]]:
        print(f"    {line}")
    print(flush=True)


if __name__ == "__main__":
    main()
