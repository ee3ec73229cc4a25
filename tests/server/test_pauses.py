"""What holds up every request of a worker at once."""

from __future__ import annotations

from pathlib import Path

from tests.sites import running_site

MODULE = Path(__file__).parent / "modules" / "collector.py"


def test_the_collector_does_not_look_through_what_lives_as_long_as_the_worker() -> None:
    with running_site(gateway=False, modules=[MODULE]) as site, site.client() as client:
        counts = client.get("/collector").json()
    assert counts["is_on"]
    assert counts["looked_through"] < counts["frozen"] / 20
