"""avatars without the address that the site had when they came

After a downgrade they stay as they are: pages show them by their paths too.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "daytrip_0004"
down_revision = "daytrip_0003"
branch_labels = None
depends_on = "accounts_0001"

_ACCOUNT = sa.table("account", sa.column("id"), sa.column("avatar_url"))
_PATH = re.compile(r"https?://.*(/static/avatar/[0-9a-f]{40}\.webp)\?w=256")


def upgrade() -> None:
    bind = op.get_bind()
    stored = _ACCOUNT.c.avatar_url.like("http%/static/avatar/%")
    for number, url in bind.execute(sa.select(_ACCOUNT.c.id, _ACCOUNT.c.avatar_url).where(stored)).all():
        if found := _PATH.fullmatch(url):
            bind.execute(sa.update(_ACCOUNT).where(_ACCOUNT.c.id == number).values(avatar_url=found[1]))


def downgrade() -> None:
    pass
