from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import TestSite, running_site

_MODULES = sorted((Path(__file__).parent / "modules").glob("*.py"))
_SETTINGS = {"BANYAN_APP__WORKERS": "1", "BANYAN_GATEWAY__MAX_BODY": "20m"}


@pytest.fixture(scope="session", params=["gateway", "alone"])
def api_site(request: pytest.FixtureRequest) -> Iterator[TestSite]:
    """The modules of tests/api/modules as a site, with one app worker, behind the gateway and without it."""
    with running_site(gateway=request.param == "gateway", modules=_MODULES, settings=_SETTINGS) as running:
        yield running
