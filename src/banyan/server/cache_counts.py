from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

from banyan.base import SettingsError
from banyan.gateway import read_metrics
from banyan.metrics import NodeMetrics
from banyan.server.site import Site

_COUNTER = "http_cache_requests_total"


def cache_counts(site: Site) -> Mapping[str, Mapping[str, int]]:
    """By route, and by what came of its requests, since its processes started; of a site that runs. Raises
    SettingsError, GatewayOrderError."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for family in text_string_to_metric_families(_page(site)):
        for sample in family.samples:
            if sample.name == _COUNTER:
                counts[sample.labels["route"]][sample.labels["outcome"]] += int(sample.value)
    return counts


def _page(site: Site) -> str:
    folder = site.folder
    if folder.control_socket.exists():
        return read_metrics(folder.control_socket)
    if not folder.metrics().is_dir():
        raise SettingsError(f"data: no site runs on {folder.root}; start it with banyan up")
    # Without a gateway nobody can ask the node: its files can be read.
    return asyncio.run(NodeMetrics("", folder.metrics(), dict).page()).decode()
