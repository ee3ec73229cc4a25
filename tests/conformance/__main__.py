"""`make conformance`: the public suite of HTTP cache tests against the gateway, and docs/conformance.md made of it.

It ends with 1 when a test is not passed that `reasons.toml` gives no reason for, or passed that it gives one for.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tests.conformance.suite import HERE, VERSION, Outcome, run_suite

_PAGE = Path("docs/conformance.md")
_BEGIN, _END = "<!-- results -->\n", "<!-- end -->"


def main() -> None:
    reasons: dict[str, str] = tomllib.loads((HERE / "reasons.toml").read_text(encoding="utf-8"))
    outcomes = [outcome for outcome in run_suite() if outcome.kind != "check"]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for kind in ("required", "optimal"):
        print(f"{kind}: {_passes(outcomes, kind)}")
    unexplained = [outcome for outcome in failed if outcome.id not in reasons]
    for outcome in unexplained:
        print(f"no reason given: {outcome.kind} {outcome.id}: {outcome.result} {outcome.detail}")
    outlived = reasons.keys() - {outcome.id for outcome in failed}
    for test in sorted(outlived):
        print(f"passed, but reasons.toml says that it is not: {test}")
    before, _, rest = _PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _PAGE.write_text(before + _BEGIN + _table(outcomes, failed, reasons) + _END + rest.partition(_END)[2], "utf-8")
    sys.exit(1 if unexplained or outlived else 0)


def _passes(outcomes: Sequence[Outcome], kind: str) -> str:
    of_kind = [outcome for outcome in outcomes if outcome.kind == kind]
    return f"{sum(outcome.passed for outcome in of_kind)} of {len(of_kind)}"


def _table(outcomes: Sequence[Outcome], failed: Sequence[Outcome], reasons: dict[str, str]) -> str:
    rows = [f"| {each.kind} | `{each.id}` | {reasons.get(each.id, each.detail)} |" for each in failed]
    return "\n".join(
        [
            f"http-cache-tests {VERSION}: **required {_passes(outcomes, 'required')}, "
            f"optimal {_passes(outcomes, 'optimal')}**.",
            "",
            "| kind | test | why it is not passed |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
