from __future__ import annotations

from banyan.base import SystemFault


class DatabaseAway(SystemFault):
    """The database cannot be reached, has no room, or broke off: whoever asks may ask again.

    Whether a write that met it was done is not known; it was not acknowledged.
    """

    name = "database_away"
    status = 503
    message = "The database does not answer."
    retry_after = 1


class DatabaseRefused(DatabaseAway):
    """It answers and will not have us: a wrong password, no such database. The message names the mend."""

    name = "database_refused"
