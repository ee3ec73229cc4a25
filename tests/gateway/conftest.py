from __future__ import annotations

from collections.abc import Iterator

import pytest
from running_gateway import RunningGateway


@pytest.fixture(scope="module")
def site() -> Iterator[RunningGateway]:
    """The usual site with its app, for tests that leave it as it is."""
    gateway = RunningGateway()
    try:
        gateway.start_app()
        yield gateway.start()
    finally:
        gateway.close()


@pytest.fixture
def gateway() -> Iterator[RunningGateway]:
    """One that is not started yet, for tests with settings of their own."""
    gateway = RunningGateway()
    try:
        yield gateway
    finally:
        gateway.close()
