"""Reports of readers."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = ("wrong match", "note out of date")
OUTCOMES = ("placement disputed", "corrected", "declined")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("kind", _words("reportkind", *KINDS), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("url", sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("shared_words", sa.Integer(), nullable=True),
        sa.Column("feed_version", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("outcome", _words("outcome", *OUTCOMES), nullable=True),
        sa.Column("decided_by", sqltypes.AutoString(length=300), nullable=True),
        sa.Column("decided_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_report_article_id_article")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_report_note_id_note")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_report_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sqlite_autoincrement=True,
    )
    for column in ("article_id", "changed_at", "note_id", "outcome", "outlet_id"):
        op.create_index(op.f(f"ix_report_{column}"), "report", [column])


def downgrade() -> None:
    """Back."""
    op.drop_table("report")
