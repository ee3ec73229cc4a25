from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from banyan.base import alone
from banyan.metrics.requests import RequestMetrics


class NodeMetrics:
    """A worker's own counting (`requests`), and the page of what all workers of its node have counted.

    `folder`: where they keep it, None for a process that is alone. `processes`: the node's process ids, each with its
    role (main, worker). Every sample on the page carries the node's name.
    """

    def __init__(self, node: str, folder: Path | None, processes: Callable[[], Mapping[int, str]]) -> None:
        self.requests = RequestMetrics()
        self._node = node
        self._folder = folder
        self._processes = processes

    async def page(self) -> bytes:
        """In Prometheus' text format, version 0.0.4. Other workers' figures are at most a second old."""
        self.requests.flush()
        return await asyncio.to_thread(self._read)

    def _read(self) -> bytes:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Page(self._node, self._counted(), self._processes()))
        return generate_latest(registry)

    def _counted(self) -> list[Metric]:
        if self._folder is None:
            return list(REGISTRY.collect())
        with alone(self._folder):
            return list(MultiProcessCollector(None, self._folder).collect())


class _Page(Collector):
    def __init__(self, node: str, counted: Iterable[Metric], processes: Mapping[int, str]) -> None:
        self._node = node
        self._metrics = [*counted, *_process_metrics(processes), _build_info()]

    def collect(self) -> Iterator[Metric]:
        for metric in self._metrics:
            metric.samples = [
                sample._replace(labels={"node": self._node, **sample.labels}) for sample in metric.samples
            ]
            yield metric


def _process_metrics(processes: Mapping[int, str]) -> Iterable[Metric]:
    """The standard ones (memory, CPU, files …), of each process by its role and id."""
    metrics: dict[str, Metric] = {}
    for pid, role in processes.items():
        for own in ProcessCollector(pid=lambda pid=pid: pid, registry=None).collect():  # type: ignore[misc]
            metric = metrics.setdefault(own.name, Metric(own.name, own.documentation, own.type))
            for sample in own.samples:
                metric.add_sample(sample.name, {"role": role, "pid": str(pid)}, sample.value)
    return metrics.values()


def _build_info() -> Metric:
    info = GaugeMetricFamily("banyan_build_info", "The node's versions; always 1.", labels=("version", "python"))
    info.add_metric((version("banyan"), platform.python_version()), 1)
    return info
