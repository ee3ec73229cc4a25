from __future__ import annotations

from litestar import Response, get
from litestar.datastructures import State
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from banyan.metrics import NodeMetrics


@get("/metrics", include_in_schema=False, opt={"logger": "banyan"})
async def read_metrics(state: State) -> Response[bytes]:
    """What this node has counted, over all its workers. The path is internal (policy.is_internal)."""
    metrics: NodeMetrics = state.metrics
    return Response(await metrics.page(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
