"""Fixtures that every test folder shares."""

from tests.sites import alone_site, gateway_site, site

__all__ = ["alone_site", "gateway_site", "site"]
