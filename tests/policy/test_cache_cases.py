"""The cases of the policy `Cache`, played against each executor of it."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.policy.cache_cases import CASES, Ask, Step, Tell, Write
from tests.sites import TestSite, running_site

# Who carries the policy out: in process, where no gateway runs.
EXECUTORS = ["alone"]
_ORIGIN = Path(__file__).parent.parent / "edge" / "modules" / "kept.py"
_FIELD = re.compile(r"fwd=([a-z-]+)")
_items = (f"item-{number}" for number in itertools.count())


@pytest.fixture(scope="module", params=EXECUTORS)
def origin(request: pytest.FixtureRequest) -> Iterator[TestSite]:
    """One app worker: the origin counts what it is asked."""
    settings = {"BANYAN_APP__WORKERS": "1"}
    with running_site(gateway=request.param == "gateway", modules=[_ORIGIN], settings=settings) as running:
        yield running


class Scene:
    def __init__(self, site: TestSite) -> None:
        self._client = site.client()
        self._item = next(_items)
        self._etag = ""

    def play(self, step: Step) -> None:
        if isinstance(step, Tell):
            headers = {name: self._own(value) for name, value in step.headers.items()}
            told = {"status": step.status, "headers": headers, "raises": step.raises}
            self._client.put(f"/origin/told/{self._item}", json=told).raise_for_status()
        elif isinstance(step, Write):
            self._client.post(self._own(f"/origin/written/{step.item}")).raise_for_status()
        else:
            self._ask(step)

    def _ask(self, step: Ask) -> None:
        deadline = time.monotonic() + 5
        while faults := self._faults(step):
            if not step.in_time or time.monotonic() > deadline:
                raise AssertionError(f"{step}\n{faults}")

    def _faults(self, step: Ask) -> list[str]:
        answer = self._client.request(
            step.method,
            self._own(step.target),
            headers={name: self._own(value) for name, value in step.fields.items()},
            content=step.body,
        )
        self._etag = answer.headers.get("etag", self._etag)
        faults = [f"{answer.status_code} {dict(answer.headers)} {answer.text}"]
        got = answer.json() if answer.content else {}
        for what, expected, is_so in (
            ("status", step.status, answer.status_code),
            ("n", step.n, got.get("n") if step.n is not None else None),
            ("cache", step.cache, outcome(answer) if step.cache else None),
            *((f"seen {name}", value, got.get(name)) for name, value in step.seen.items()),
            *((name, value and self._own(value), answer.headers.get(name)) for name, value in step.has.items()),
        ):
            if expected != is_so:
                faults.append(f"{what}: {is_so!r}, not {expected!r}")
        return faults if len(faults) > 1 else []

    def _own(self, text: str) -> str:
        return text.replace("@", self._item).replace("$etag", self._etag)


def outcome(answer: httpx.Response) -> str:
    """Of this gateway's own part of Cache-Status (RFC 9211)."""
    said = answer.headers.get("cache-status", "")
    forwarded = _FIELD.search(said)
    if forwarded is None:
        return "hit" if "; hit" in said else said
    # A cache need not tell apart what it did not have.
    return "miss" if forwarded[1].endswith("miss") else forwarded[1]


@pytest.mark.parametrize("name", CASES)
def test_a_case(origin: TestSite, name: str) -> None:
    scene = Scene(origin)
    for step in CASES[name]:
        scene.play(step)


@pytest.mark.parametrize("told", [{}, {"status": 500}])
def test_one_flight_a_key_and_all_get_its_answer(origin: TestSite, told: Mapping[str, int]) -> None:
    item = next(_items)
    with origin.client() as client, ThreadPoolExecutor(40) as threads:
        client.put(f"/origin/told/{item}", json={"seconds": 0.5, **told})
        answers = list(threads.map(lambda _: httpx.get(f"{origin.url}/kept/long/{item}", timeout=20), range(40)))
        assert {answer.text for answer in answers} == {'{"n":1,"cookie":null,"credentials":null}'}
        assert client.get(f"/origin/asked/{item}").json() == 1
    assert sum("collapsed" in answer.headers["cache-status"] for answer in answers) == 39
