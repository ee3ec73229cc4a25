from __future__ import annotations

import asyncio
import os
from typing import Annotated

from litestar.params import Parameter

# Decoding is work for a core: no more of it at once than there are.
_decoding = asyncio.Semaphore(os.cpu_count() or 1)
_IMMUTABLE = "public, max-age=31536000, immutable"
Edge = Annotated[int | None, Parameter(ge=1, le=10_000)]
