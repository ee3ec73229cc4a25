"""The cases of the policy `Cache`, played against each executor of it."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from banyan.server.local_ca import LocalAuthority
from tests.policy.cache_cases import CASES, Ask, Step, Tell, Write
from tests.ports import free_port
from tests.sites import TestSite, data_folder, running_site

# Who carries the policy out: in process, where no gateway runs.
EXECUTORS = ["alone", "gateway"]
_ORIGIN = Path(__file__).parent.parent / "edge" / "modules" / "kept.py"
_FIELD = re.compile(r"fwd=([a-z-]+)")
_items = (f"item-{number}" for number in itertools.count())


@pytest.fixture(scope="module", params=EXECUTORS)
def origin(request: pytest.FixtureRequest) -> Iterator[TestSite]:
    """One app worker: the origin counts what it is asked."""
    settings = {"BANYAN_APP__WORKERS": "1"}
    with running_site(gateway=request.param == "gateway", modules=[_ORIGIN], settings=settings) as running:
        with running.client() as client:
            # A gateway keeps nothing before it knows the log.
            assert _in_time(lambda: outcome(client.get("/kept/long/first")) == "hit")
        yield running


@pytest.fixture(scope="module")
def over_http_2() -> Iterator[httpx.Client]:
    """As browsers ask a gateway that has a certificate."""
    with data_folder() as folder:
        authority, port = LocalAuthority(folder), free_port()
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        authority.issue(["127.0.0.1"], certificate, key)
        tls = {"CERTIFICATE": str(certificate), "KEY": str(key), "PORT": str(port)}
        settings = {f"BANYAN_GATEWAY__TLS__{name}": value for name, value in tls.items()}
        trust = ssl.create_default_context(cafile=str(authority.certificate_file))
        with (
            running_site(modules=[_ORIGIN], settings=settings),
            httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trust, http2=True, timeout=30) as client,
        ):
            assert _in_time(lambda: outcome(client.get("/kept/long/first")) == "hit")
            yield client


class Scene:
    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._item = next(_items)
        self._etag = ""

    def play(self, step: Step) -> None:
        if isinstance(step, Tell):
            headers = {name: self._own(value) for name, value in step.headers.items()}
            told = {"status": step.status, "headers": headers, "raises": step.raises}
            if step.page is not None:
                told["page"] = self._own(step.page)
            self._client.put(self._own(f"/origin/told/{step.item}"), json=told).raise_for_status()
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
        got = answer.json() if "json" in answer.headers.get("content-type", "") and answer.content else {}
        for what, expected, is_so in (
            ("status", step.status, answer.status_code),
            ("n", step.n, got.get("n") if step.n is not None else None),
            ("shows", step.shows and self._own(step.shows), answer.text if step.shows is not None else None),
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
    _play(origin.client(), name)


@pytest.mark.parametrize("name", CASES)
def test_a_case_over_http_2(over_http_2: httpx.Client, name: str) -> None:
    assert over_http_2.get("/ping").http_version == "HTTP/2"
    _play(over_http_2, name)


def _play(client: httpx.Client, name: str) -> None:
    scene = Scene(client)
    for step in CASES[name]:
        scene.play(step)


@pytest.mark.parametrize(
    "worst",
    [
        ("Cookie", "a; " + " " * 15_000 + "x"),
        ("Cookie", "a=" + " " * 15_000 + "x"),
        ("Cookie", "a;" * 7_500),
        ("Cache-Control", "a," + " " * 15_000 + '"'),
    ],
)
def test_the_worst_field_takes_no_time(origin: TestSite, worst: tuple[str, str]) -> None:
    with origin.client() as client:
        assert client.get(f"/kept/named/{next(_items)}", headers=[worst] * 3, timeout=2).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 500])
async def test_one_flight_a_key_and_all_get_its_answer(origin: TestSite, status: int) -> None:
    item = next(_items)
    async with httpx.AsyncClient(base_url=origin.url, timeout=20) as client:
        await client.put(f"/origin/told/{item}", json={"seconds": 1, "status": status})
        answers = await asyncio.gather(*(client.get(f"/kept/long/{item}") for _ in range(40)))
        assert {answer.text for answer in answers} == {'{"n":1,"cookie":null,"credentials":null}'}
        assert {answer.status_code for answer in answers} == {status}
        assert (await client.get(f"/origin/asked/{item}")).json() == 1
    assert sum("collapsed" in answer.headers["cache-status"] for answer in answers) == 39


@pytest.mark.anyio
@pytest.mark.parametrize(
    "header", [{"Set-Cookie": "a=1"}, {"Cache-Control": "private"}], ids=lambda each: next(iter(each))
)
async def test_a_failure_that_is_for_one_client_is_shown_to_no_other(origin: TestSite, header: dict[str, str]) -> None:
    item = next(_items)
    async with httpx.AsyncClient(base_url=origin.url, timeout=20) as client:
        await client.put(f"/origin/told/{item}", json={"seconds": 0.5, "status": 500, "headers": header})
        answers = await asyncio.gather(*(client.get(f"/kept/long/{item}") for _ in range(6)))
        assert sorted(answer.json()["n"] for answer in answers) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("switch", ["cache", "cache.http", "cache.http.kept.long"])
def test_a_switch_bypasses_it(origin: TestSite, switch: str) -> None:
    target = f"/kept/long/{next(_items)}"
    with origin.client() as client, _degraded(origin, switch):
        assert _in_time(lambda: outcome(client.get(target)) == "bypass")
        assert client.get(target).json()["n"] > 1
    with origin.client() as client:
        assert _in_time(lambda: outcome(client.get(target)) == "hit")


def test_a_part_that_is_bypassed_is_fetched_for_each_page(origin: TestSite) -> None:
    item = next(_items)
    page, part = f"/kept/page/{item}", f"/kept/fragment/{item}-a"
    with origin.client() as client:
        told = {"page": f'<!--# include virtual="{part}" -->'}
        client.put(f"/origin/told/{item}", json=told).raise_for_status()
        assert [client.get(page).text for _ in range(4)] == ["[1]"] * 4
        with _degraded(origin, "cache.http.kept.fragment"):
            assert _in_time(lambda: client.get(page).text == "[3]")
        assert _in_time(lambda: client.get(page).text == client.get(page).text)


@pytest.mark.parametrize("origin", ["gateway"], indirect=True)
def test_no_page_is_shown_with_its_end_cut_off(origin: TestSite) -> None:
    """What is larger than gateway.cache_object is not put together."""
    item = next(_items)
    with origin.client() as client:
        part = f'<!--# include virtual="/kept/left/{item}-part" -->'
        for name, page, times in (
            (item, part, 1),
            (f"{item}-part", "x", 1_100_000),
            (f"{item}-all", f"{part}x", 50_000),
        ):
            client.put(f"/origin/told/{name}", json={"page": page, "times": times}).raise_for_status()
        lacking = client.get(f"/kept/page/{item}")
        assert (lacking.status_code, lacking.text, lacking.headers["banyan-degraded"]) == (200, "", "kept.left")
        assert client.get(f"/kept/page/{item}-all").status_code == 502


@pytest.mark.parametrize("switch", ["origin", "origin.kept.long"])
def test_83_the_origin_is_not_asked_and_the_cache_still_serves(origin: TestSite, switch: str) -> None:
    item, old = next(_items), next(_items)
    with origin.client() as client:

        def is_off() -> bool:
            return client.get(f"/kept/long/{next(_items)}").status_code == 503

        assert client.get(f"/kept/long/{item}").json()["n"] == 1
        client.put(f"/origin/told/{old}", json={"headers": {"Age": "61"}}).raise_for_status()
        client.get(f"/kept/long/{old}")
        with _degraded(origin, switch):
            assert _in_time(is_off)
            # Nor beside, for what is shown meanwhile.
            assert [client.get(f"/kept/long/{old}").json()["n"] for _ in range(3)] == [1, 1, 1]
            assert client.get(f"/origin/asked/{old}").json() == 1
            # Not even after a write.
            client.post(f"/origin/written/{item}").raise_for_status()
            assert client.get(f"/kept/long/{item}").json()["n"] == 1
            assert client.get(f"/origin/asked/{item}").json() == 1
        assert _in_time(lambda: client.get(f"/kept/long/{item}").json()["n"] == 2)


def test_a_purge_is_a_write_that_is_in_the_audit_trail(origin: TestSite) -> None:
    item, other = next(_items), next(_items)
    with origin.client() as client:
        for target in (f"/kept/long/{item}", f"/kept/long/{other}"):
            assert client.get(target).json()["n"] == 1
        origin.banyan("cache", "purge", f"item:{item}")
        assert _in_time(lambda: client.get(f"/kept/long/{item}").json()["n"] == 2)
        assert client.get(f"/kept/long/{other}").json()["n"] == 1
        origin.banyan("cache", "purge", "--all")
        assert _in_time(lambda: client.get(f"/kept/long/{other}").json()["n"] == 2)
    trail = origin.query("SELECT subject, after FROM control_change ORDER BY id DESC LIMIT 2")
    assert trail == [("cache", "*"), ("cache", f"item:{item}")]
    refused = origin.banyan("cache", "purge", "two words", check=False)
    assert refused.returncode == 1
    assert "is no cache tag" in refused.stderr


def test_requests_are_counted_by_route_and_by_what_came_of_them(origin: TestSite) -> None:
    def counted() -> Counter[str]:
        return Counter(json.loads(origin.banyan("cache", "stats", "--json").stdout).get("kept.brief", {}))

    before, target = counted(), f"/kept/brief/{next(_items)}"
    with origin.client() as client:
        for _ in range(3):
            client.get(target)
        client.get(target, headers={"Cookie": "a=1"})
    # The gateway's figures come once a second.
    assert _in_time(lambda: counted() - before == Counter(miss=1, hit=2, bypass=1))


@contextmanager
def _degraded(site: TestSite, switch: str) -> Iterator[None]:
    site.banyan("switch", switch, "degraded")
    try:
        yield
    finally:
        site.banyan("switch", switch, "auto")


def _in_time(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if is_so():
            return True
    return False
