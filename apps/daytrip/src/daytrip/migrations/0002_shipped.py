"""the shipped sights

Data in a migration: it is done once for a database, in order with the schema, by whichever process is first, and what
the city's data have replaced does not come back with a restart.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from banyan.base import utc_now
from banyan.data import UtcDateTime
from daytrip.name_parts import parts_of
from daytrip.offline import shipped_sights
from daytrip.shipped import SHIPPED, as_values
from daytrip.texts import search_key

revision = "daytrip_0002"
down_revision = "daytrip_0001"
branch_labels = None
depends_on = None

_SIGHT = sa.table(
    "sight",
    *(sa.column(name) for name in ("id", "origin", "name", "name_key", "category", "mrt", "address", "transport")),
    *(sa.column(name) for name in ("description", "name_en", "transport_en", "description_en", "lat", "lng")),
    sa.column("pictures", sa.JSON()),
    sa.column("created_at", UtcDateTime()),
    sa.column("updated_at", UtcDateTime()),
)
_PART = sa.table("sight_name_part", sa.column("part"), sa.column("sight_id"))


def upgrade() -> None:
    bind = op.get_bind()
    if bind.scalar(sa.select(_SIGHT.c.id).limit(1)):
        return
    now = utc_now()
    for sight in shipped_sights():
        values = {**as_values(sight), "name_key": search_key(sight.name), "created_at": now, "updated_at": now}
        bind.execute(sa.insert(_SIGHT), values)
    found = bind.execute(sa.select(_SIGHT.c.id, _SIGHT.c.name_key)).all()
    bind.execute(sa.insert(_PART), [part for row in found for part in parts_of(row.id, row.name_key)])


def downgrade() -> None:
    op.get_bind().execute(sa.delete(_SIGHT).where(_SIGHT.c.origin.startswith(f"{SHIPPED}:")))
