"""Captures of articles that were found again, and the sketches by which they are found."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from masthead.records.sketches import fingerprints, sketch

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "sketch",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_sketch_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", "article_id", name=op.f("pk_sketch")),
    )
    op.create_index(op.f("ix_sketch_article_id"), "sketch", ["article_id"])
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "published", "withdrawn", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("title", sqltypes.AutoString(length=300), nullable=True),
        sa.Column("url", sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("segments", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content_hash", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("captured_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("raw_file", sqltypes.AutoString(length=200), nullable=True),
        sa.Column("raw_record", sqltypes.AutoString(length=60), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_capture_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sqlite_autoincrement=True,
    )
    for column in ("article_id", "changed_at", "raw_record", "status"):
        op.create_index(op.f(f"ix_capture_{column}"), "capture", [column])
    _sketch_all()


def _sketch_all() -> None:
    connection = op.get_bind()
    insert = sa.text("INSERT INTO sketch (number, article_id) VALUES (:number, :article)")
    portion = sa.text("SELECT id, body FROM article WHERE id > :last ORDER BY id LIMIT 100")
    last = 0
    while rows := connection.execute(portion, {"last": last}).all():
        for article, body in rows:
            if found := [{"number": number, "article": article} for number in sketch(fingerprints(body))]:
                connection.execute(insert, found)
        last = rows[-1][0]


def downgrade() -> None:
    """Back."""
    op.drop_table("capture")
    op.drop_table("sketch")
