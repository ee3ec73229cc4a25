"""What Python's collector of garbage still looks through."""

from __future__ import annotations

import gc

from litestar import get

from banyan.api import Module


@get("/collector")
async def collector() -> dict[str, int]:
    gc.collect()
    return {"is_on": gc.isenabled(), "frozen": gc.get_freeze_count(), "looked_through": len(gc.get_objects())}


module = Module(name="collector", controllers=[collector], owns=("/collector",))
