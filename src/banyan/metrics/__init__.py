"""What a site counts, and the page on which Prometheus reads it. Other packages count with prometheus_client's own
`Counter`, `Gauge` and `Histogram`, made once a process; docs/operating.md names every one."""

from banyan.metrics.node import NodeMetrics
from banyan.metrics.requests import RequestMetrics
from banyan.metrics.worker_files import settle_dead

__all__ = ["NodeMetrics", "RequestMetrics", "settle_dead"]
