"""Strangers find articles by what strangers may read of them."""

import sqlalchemy as sa
from alembic import op

from masthead.records.search import folded

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = "article, by all"


def upgrade() -> None:
    """Forward."""
    connection = op.get_bind()
    insert = sa.text("INSERT INTO searched (record, record_id, text) VALUES (:record, :number, :text)")
    portion = sa.text("SELECT id, title, author, url FROM article WHERE id > :last ORDER BY id LIMIT 200")
    last = 0
    while rows := connection.execute(portion, {"last": last}).all():
        for number, *told in rows:
            text = folded("\n".join(part or "" for part in told))
            if text:
                connection.execute(insert, {"record": NAME, "number": number, "text": text})
        last = rows[-1][0]


def downgrade() -> None:
    """Back."""
    op.get_bind().execute(sa.text("DELETE FROM searched WHERE record = :record"), {"record": NAME})
