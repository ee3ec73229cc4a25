from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import TestSite, running_site

_MODULES = sorted((Path(__file__).parent / "modules").glob("*.py"))
_SETTINGS = {"BANYAN_GATEWAY__MAX_BODY": "20m"}


@pytest.fixture(scope="session")
def gateway_api_site() -> Iterator[TestSite]:
    with running_site(modules=_MODULES, settings=_SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
def alone_api_site() -> Iterator[TestSite]:
    with running_site(gateway=False, modules=_MODULES, settings=_SETTINGS) as running:
        yield running


# It starts nothing itself: what has parameters is ended with the last test of a file that uses one.
@pytest.fixture(scope="session", params=["gateway", "alone"])
def api_site(request: pytest.FixtureRequest) -> TestSite:
    """The modules of tests/api/modules as a site, with one app worker, behind the gateway and without it."""
    running: TestSite = request.getfixturevalue(f"{request.param}_api_site")
    return running
