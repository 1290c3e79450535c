"""first tables."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "curator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqltypes.AutoString(length=300), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "contributor", "editor", "admin", name="role", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curator")),
        sa.UniqueConstraint("name", name=op.f("uq_curator_name")),
    )
    with op.batch_alter_table("curator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curator_token_hash"), ["token_hash"], unique=True)

    op.create_table(
        "outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sqltypes.AutoString(length=80), nullable=False),
        sa.Column("name", sqltypes.AutoString(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("kind", sqltypes.AutoString(length=300), nullable=True),
        sa.Column("country", sqltypes.AutoString(length=2), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("homepage", sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("wikidata", sqltypes.AutoString(length=20), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
    )
    with op.batch_alter_table("outlet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outlet_slug"), ["slug"], unique=True)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("who", sqltypes.AutoString(length=300), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("action", sqltypes.AutoString(length=40), nullable=False),
        sa.Column("record", sqltypes.AutoString(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_record"), ["record"], unique=False)
        batch_op.create_index(batch_op.f("ix_revision_record_id"), ["record_id"], unique=False)

    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("address", sqltypes.AutoString(length=300), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "official",
                "mirror",
                "account",
                "impersonator",
                name="addressrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source_url", sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_address_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_outlet_id"), ["outlet_id"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("title", sqltypes.AutoString(length=300), nullable=False),
        sa.Column("author", sqltypes.AutoString(length=300), nullable=True),
        sa.Column("language", sqltypes.AutoString(length=40), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("url", sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("content_hash", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("captured_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "published", "withdrawn", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_article_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_content_hash"), ["content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_outlet_id"), ["outlet_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_status"), ["status"], unique=False)

    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("fact", "assessment", name="statementkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("topic", sqltypes.AutoString(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stated_by", sqltypes.AutoString(length=300), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("source_url", sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("archived_url", sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_statement_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_outlet_id"), ["outlet_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("language", sqltypes.AutoString(length=40), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "published", "withdrawn", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_note_article_id_article")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_note_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_outlet_id"), ["outlet_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_status"), ["status"], unique=False)

    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("url", sqltypes.AutoString(length=2000), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "origin",
                "copy",
                "excerpt",
                "translation",
                name="placementrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_placement_article_id_article")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_placement_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_outlet_id"), ["outlet_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("url", sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("title", sqltypes.AutoString(length=300), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_source_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_note_id"), ["note_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_note_id"))

    op.drop_table("source")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_outlet_id"))
        batch_op.drop_index(batch_op.f("ix_placement_article_id"))

    op.drop_table("placement")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_status"))
        batch_op.drop_index(batch_op.f("ix_note_outlet_id"))
        batch_op.drop_index(batch_op.f("ix_note_article_id"))

    op.drop_table("note")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_outlet_id"))

    op.drop_table("statement")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_status"))
        batch_op.drop_index(batch_op.f("ix_article_outlet_id"))
        batch_op.drop_index(batch_op.f("ix_article_content_hash"))

    op.drop_table("article")
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_outlet_id"))
        batch_op.drop_index(batch_op.f("ix_address_address"))

    op.drop_table("address")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_record_id"))
        batch_op.drop_index(batch_op.f("ix_revision_record"))

    op.drop_table("revision")
    with op.batch_alter_table("outlet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outlet_slug"))

    op.drop_table("outlet")
    with op.batch_alter_table("curator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curator_token_hash"))

    op.drop_table("curator")
