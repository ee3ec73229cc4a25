from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import QueryParameter

from banyan.control.follower import Follower

_LONGEST = 25.0


class StreamController(Controller):
    """What gateways follow, a long poll (design: "Control"): invalidations and the control document together."""

    path = "/_banyan"
    include_in_schema = False

    @get("/stream")
    async def stream(
        self,
        state: State,
        position: Annotated[int, QueryParameter(ge=-1)] = -1,
        control: Annotated[int, QueryParameter(ge=-1)] = -1,
        wait: Annotated[float, QueryParameter(ge=0, le=_LONGEST)] = 0,
    ) -> Response[dict[str, Any]]:
        """What came after `position`, and the control document if it is newer than version `control`; `wait`: seconds
        to wait for the first of them. `gap`: what came before the answer's position is not known, caches begin anew.
        """
        follower: Follower = state.follower
        await follower.news(position, control, wait)
        part = await follower.after(position)
        document = follower.document
        answer = {
            "position": part.position,
            "gap": part.gap,
            "invalidations": [[each.position, each.tags] for each in part.invalidations],
            "control": document if document.version > control else None,
        }
        return Response(answer, headers={"Cache-Control": "no-store"})
