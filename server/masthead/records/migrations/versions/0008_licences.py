"""Articles of which the text is free to publish, and on what terms."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("article", sa.Column("licence", sqltypes.AutoString(length=300), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("article", "licence")
