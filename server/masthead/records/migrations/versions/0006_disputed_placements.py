"""A placement may be disputed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = ("origin", "copy", "excerpt", "translation")


def _allow(roles: Sequence[str]) -> None:
    name = op.f("ck_placement_placementrole")
    # SQLite can change no constraint: it gets a new table.
    with op.batch_alter_table("placement", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, sa.column("role").in_(roles))


def upgrade() -> None:
    """Forward."""
    _allow((*BEFORE, "disputed"))


def downgrade() -> None:
    """Back: an older version would take a disputed placement for a place where the text stands."""
    op.execute(
        "DELETE FROM searched WHERE record = 'placement'"
        " AND record_id IN (SELECT id FROM placement WHERE role = 'disputed')"
    )
    op.execute("DELETE FROM placement WHERE role = 'disputed'")
    _allow(BEFORE)
