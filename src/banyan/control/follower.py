from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Sequence

from banyan.base import EVERYTHING, BanyanError, Invalidation, InvalidationLog, LogPart
from banyan.cache import Horizon
from banyan.control.last_good import LastGood
from banyan.control.service import Control
from banyan.policy import CONTROL_TAG, ControlDocument

# The promise is a second, on a busy machine too.
_EVERY = 0.4
_CATCH_UP_SECONDS = 1.0
_REMEMBERED = 1000
_logger = logging.getLogger("banyan.control")


class Follower:
    """Keeps one process up with the invalidation log and the control document.

    The log is asked every 0.4 s, and at once when somebody is known to be ahead. While it cannot be asked, caches keep
    to what they know and switches to where they last stood, also over a restart.
    """

    def __init__(
        self,
        log: InvalidationLog,
        horizon: Horizon,
        control: Control,
        last_good: LastGood,
        *,
        on_control: Callable[[ControlDocument], None],
        replayed_seconds: float,
    ) -> None:
        """`replayed_seconds`: how long anything may be cached; a process that starts learns what came within it."""
        self._log = log
        self._horizon = horizon
        self._control = control
        self._last_good = last_good
        self._on_control = on_control
        self._replayed_seconds = replayed_seconds
        self.document = ControlDocument()
        self._control_due = True
        self._cursor = -1
        self._recent: deque[Invalidation] = deque(maxlen=_REMEMBERED)
        self._asking = asyncio.Lock()
        self._wake = asyncio.Event()
        self._news = asyncio.Event()
        self._silent = False

    async def run(self) -> None:
        """Until it is cancelled."""
        self._use(self._last_good.read())
        while True:
            self._wake.clear()
            await self._try_to_follow()
            try:
                async with asyncio.timeout(_EVERY):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def wake(self) -> None:
        """Somebody is ahead: ask at once."""
        self._wake.set()

    async def catch_up(self, position: int) -> bool:
        """Whether everything up to `position` is applied now; if not, what it made stale is not known here."""
        try:
            async with asyncio.timeout(_CATCH_UP_SECONDS):
                await self._follow(until=position)
        except (BanyanError, TimeoutError):
            pass
        return self._horizon.applied >= position

    async def news(self, position: int, version: int, seconds: float) -> None:
        """Wait until there is something after `position`, or a newer control document, or so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while self._cursor <= position and self.document.version <= version:
                    await self._news.wait()
        except TimeoutError:
            return

    async def after(self, position: int) -> LogPart:
        """As the log's own `after`; -1 leads to where a tier that starts has to begin."""
        if self._cursor < 0:
            return LogPart(position)
        if position < 0:
            return LogPart(await self._log.before(self._replayed_seconds), gap=True)
        if position == self._cursor or position > time.time() * 1000:
            # No log can have come that far: it begins at the milliseconds of its day, and counts writes.
            return LogPart(self._cursor)
        if position > self._cursor:
            # This process is behind, or the log has lost its end (a copy was restored) before this process began.
            return await self._log.after(position)
        newer = self._remembered_after(position)
        return LogPart(newer[-1].position, newer) if newer else await self._log.after(position)

    def _remembered_after(self, position: int) -> Sequence[Invalidation]:
        if not self._recent or self._recent[0].position > position + 1:
            return ()
        return [invalidation for invalidation in self._recent if invalidation.position > position]

    async def _try_to_follow(self) -> None:
        try:
            await self._follow()
        except BanyanError as error:
            if not self._silent:
                _logger.warning("cannot follow the site's changes: %s", error)
            self._silent = True
        except Exception:
            # Whatever it was, the next try may do; without this task caches would stand still.
            _logger.exception("cannot follow the site's changes")
        else:
            if self._silent:
                _logger.warning("following the site's changes again")
            self._silent = False

    async def _follow(self, until: int | None = None) -> None:
        async with self._asking:
            if until is not None and self._horizon.applied >= until:
                return
            for part in await self._unheard():
                self._take(part)
            if self._control_due:
                self._use(await self._control.document())
                self._control_due = False
                self._last_good.write(self.document, writer=str(os.getpid()))

    async def _unheard(self) -> Sequence[LogPart]:
        """All of it, before any is taken: between two parts of a replay the first would vouch for what the second has
        to say."""
        parts = []
        if self._cursor < 0:
            parts.append(LogPart(await self._log.before(self._replayed_seconds), gap=True))
        at = parts[-1].position if parts else self._cursor
        while (part := await self._log.after(at)).invalidations or part.gap:
            parts.append(part)
            at = part.position
        return parts

    def _take(self, part: LogPart) -> None:
        self._horizon.apply(part)
        self._cursor = part.position
        if part.gap:
            self._recent.clear()
        self._recent.extend(part.invalidations)
        touched = any(CONTROL_TAG in each.tags or EVERYTHING in each.tags for each in part.invalidations)
        self._control_due = self._control_due or part.gap or touched
        self._tell()

    def _use(self, document: ControlDocument) -> None:
        self.document = document
        self._on_control(document)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
