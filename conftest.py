"""Fixtures that every test folder shares."""

from tests.chromium import chromium
from tests.sites import alone_site, gateway_site, site

__all__ = ["alone_site", "chromium", "gateway_site", "site"]
