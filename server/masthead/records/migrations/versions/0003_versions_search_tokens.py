"""Versions and status of records, several tokens of a curator, whose history a revision is, search, retries."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from masthead.records.search import MOST_CHARACTERS, folded

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATUS = ("draft", "published", "withdrawn")
GIVEN_STATUS = ("outlet", "address", "statement", "placement")
VERSIONED = ("curator", *GIVEN_STATUS, "article", "note", "sample")
SEARCHED = {
    "outlet": "slug name summary kind homepage wikidata",
    "address": "address source_url",
    "statement": "topic text stated_by source_url",
    "article": "title author url body",
    "placement": "url",
    "note": "text quote",
}
TRIGGERS = {
    "searched_added AFTER INSERT ON searched": "INSERT INTO searched_trigrams(rowid, text) VALUES (new.id, new.text)",
    "searched_removed AFTER DELETE ON searched": (
        "INSERT INTO searched_trigrams(searched_trigrams, rowid, text) VALUES ('delete', old.id, old.text)"
    ),
    "searched_changed AFTER UPDATE ON searched": (
        "INSERT INTO searched_trigrams(searched_trigrams, rowid, text) VALUES ('delete', old.id, old.text);"
        " INSERT INTO searched_trigrams(rowid, text) VALUES (new.id, new.text)"
    ),
}


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _rebuilt(table: str, *, numbered_once: bool = True) -> Any:  # noqa: ANN401
    """A batch of changes of a table; SQLite gets a new one."""
    if not _sqlite():
        return op.batch_alter_table(table)
    return op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": numbered_once})


def upgrade() -> None:
    """Forward."""
    _add_columns()
    _add_revision_columns()
    _add_tokens()
    _add_retries()
    _add_search()


def _add_columns() -> None:
    for table in VERSIONED:
        given = table in GIVEN_STATUS
        with _rebuilt(table) as batch:
            batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
            batch.add_column(sa.Column("changed_at", sqltypes.UTCDateTime(), nullable=True))
            if given:
                batch.add_column(sa.Column("status", sa.String(40), nullable=False, server_default="published"))
            if table == "curator":
                batch.add_column(sa.Column("ended_at", sqltypes.UTCDateTime(), nullable=True))
        op.execute(
            f"UPDATE {table} SET changed_at = coalesce((SELECT max(at) FROM revision WHERE record = '{table}'"  # noqa: S608
            f" AND record_id = {table}.id), CURRENT_TIMESTAMP)"
        )
        with _rebuilt(table) as batch:
            batch.alter_column("version", existing_type=sa.Integer(), server_default=None)
            batch.alter_column("changed_at", existing_type=sqltypes.UTCDateTime(), nullable=False)
            if given:
                batch.alter_column("status", existing_type=sa.String(40), server_default=None)
                batch.create_check_constraint(op.f(f"ck_{table}_status"), sa.column("status").in_(STATUS))
        op.create_index(op.f(f"ix_{table}_changed_at"), table, ["changed_at"])
        if given:
            op.create_index(op.f(f"ix_{table}_status"), table, ["status"])


def _add_revision_columns() -> None:
    op.drop_index(op.f("ix_revision_record"), "revision")
    op.drop_index(op.f("ix_revision_record_id"), "revision")
    with _rebuilt("revision") as batch:
        batch.add_column(sa.Column("of_record", sqltypes.AutoString(length=40), nullable=True))
        batch.add_column(sa.Column("of_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    for side in ("before", "after"):
        op.execute(f"UPDATE revision SET {side} = NULL WHERE CAST({side} AS TEXT) = 'null'")  # noqa: S608
    connection = op.get_bind()
    last = 0
    portion = sa.text(
        "SELECT id, record, before, after FROM revision WHERE id > :last AND record NOT IN ('article', 'sample')"
        " ORDER BY id LIMIT 500"
    )
    update = sa.text("UPDATE revision SET of_record = :kind, of_id = :number, public = :public WHERE id = :id")
    while rows := connection.execute(portion, {"last": last}).all():
        connection.execute(update, [_whose(*row) for row in rows])
        last = rows[-1][0]
    # Of texts nothing is read but the status: before and after hold all of them.
    status = "json_extract({0}, '$.status')" if _sqlite() else "{0}->>'status'"
    told = [f"coalesce({status.format(side)}, 'draft') <> 'draft'" for side in ("before", "after")]
    op.execute(f"UPDATE revision SET public = ({' OR '.join(told)}) WHERE record = 'article'")  # noqa: S608
    outlet = "json_extract(after, '$.outlet_id')" if _sqlite() else "(after->>'outlet_id')::integer"
    op.execute(f"UPDATE revision SET of_record = 'outlet', of_id = {outlet} WHERE record = 'sample'")  # noqa: S608
    with _rebuilt("revision") as batch:
        batch.alter_column("public", existing_type=sa.Boolean(), server_default=None)
    op.create_index(op.f("ix_revision_record"), "revision", ["record", "record_id"])
    op.create_index(op.f("ix_revision_of_record"), "revision", ["of_record", "of_id"])


def _whose(number: int, record: str, *sides: Any) -> dict[str, Any]:  # noqa: ANN401
    """Which record the record of a revision belongs to, and whether readers were told of it."""
    read = [json.loads(side) if isinstance(side, str) else side for side in sides]
    known = [side for side in read if side]
    kind, of = None, None
    for name in ("article", "outlet"):
        ids = [side[f"{name}_id"] for side in known if side.get(f"{name}_id") is not None]
        if kind is None and ids and (record != "placement" or name == "article"):
            kind, of = name, ids[-1]
    drafts = [side.get("status", "published") == "draft" for side in known]
    public = record in SEARCHED and not all(drafts)
    return {"id": number, "kind": kind, "number": of, "public": public}


def _add_tokens() -> None:
    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("curator_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("prefix", sqltypes.AutoString(length=40), nullable=False),
        sa.Column("label", sqltypes.AutoString(length=300), nullable=True),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("revoked_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["curator_id"], ["curator.id"], name=op.f("fk_token_curator_id_curator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_token_changed_at"), "token", ["changed_at"])
    op.create_index(op.f("ix_token_curator_id"), "token", ["curator_id"])
    op.create_index(op.f("ix_token_token_hash"), "token", ["token_hash"], unique=True)
    op.execute(
        "INSERT INTO token (version, changed_at, curator_id, token_hash, prefix, created_at)"
        " SELECT 1, created_at, id, token_hash, 'masthead_', created_at FROM curator ORDER BY id"
    )
    op.drop_index(op.f("ix_curator_token_hash"), "curator")
    with _rebuilt("curator") as batch:
        batch.drop_column("token_hash")


def _add_retries() -> None:
    op.create_table(
        "retry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("curator_id", sa.Integer(), nullable=False),
        sa.Column("key", sqltypes.AutoString(length=200), nullable=False),
        sa.Column("call", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("tag", sqltypes.AutoString(length=40), nullable=True),
        sa.Column("place", sqltypes.AutoString(length=300), nullable=True),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["curator_id"], ["curator.id"], name=op.f("fk_retry_curator_id_curator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retry")),
        sa.UniqueConstraint("curator_id", "key", name=op.f("uq_retry_curator_id_key")),
    )
    op.create_index(op.f("ix_retry_at"), "retry", ["at"])


def _add_search() -> None:
    op.create_table(
        "searched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sqltypes.AutoString(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searched")),
        sa.UniqueConstraint("record", "record_id", name=op.f("uq_searched_record_record_id")),
    )
    if _sqlite():
        op.execute(
            "CREATE VIRTUAL TABLE searched_trigrams USING fts5"
            "(text, content='searched', content_rowid='id', tokenize='trigram')"
        )
        for trigger, does in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {trigger} BEGIN {does}; END")
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX ix_searched_trigrams ON searched USING gin (text gin_trgm_ops)")
    connection = op.get_bind()
    insert = sa.text("INSERT INTO searched (record, record_id, text) VALUES (:record, :number, :text)")
    for table, columns in SEARCHED.items():
        last = 0
        names = ", ".join(columns.split())
        portion = sa.text(f"SELECT id, {names} FROM {table} WHERE id > :last ORDER BY id LIMIT 200")  # noqa: S608
        while rows := connection.execute(portion, {"last": last}).all():
            for number, *parts in rows:
                told = parts + (_sources(connection, number) if table == "note" else [])
                text = folded("\n".join(part for part in told if part)[:MOST_CHARACTERS])
                if text:
                    connection.execute(insert, {"record": table, "number": number, "text": text})
            last = rows[-1][0]


def _sources(connection: sa.Connection, note: int) -> list[str]:
    rows = connection.execute(
        sa.text("SELECT title, url FROM source WHERE note_id = :note ORDER BY id"), {"note": note}
    )
    return [f"{title or ''} {url}" for title, url in rows]


def downgrade() -> None:
    """Back: an older version tells readers of every outlet, address, statement and placement that it finds."""
    connection = op.get_bind()
    hidden = sa.text("SELECT count(*) FROM outlet WHERE status <> 'published'")
    if connection.execute(hidden).scalar():
        raise RuntimeError("There are outlets that readers are not told of; an older version would tell them.")
    for table in ("address", "statement", "placement"):
        op.execute(f"DELETE FROM {table} WHERE status <> 'published'")  # noqa: S608
    if _sqlite():
        op.execute("DROP TABLE searched_trigrams")
    op.drop_table("searched")
    op.drop_table("retry")
    _back_to_one_token()
    op.drop_index(op.f("ix_revision_record"), "revision")
    op.drop_index(op.f("ix_revision_of_record"), "revision")
    with _rebuilt("revision", numbered_once=False) as batch:
        for column in ("of_record", "of_id", "public"):
            batch.drop_column(column)
    op.create_index(op.f("ix_revision_record"), "revision", ["record"])
    op.create_index(op.f("ix_revision_record_id"), "revision", ["record_id"])
    for table in VERSIONED:
        op.drop_index(op.f(f"ix_{table}_changed_at"), table)
        if table in GIVEN_STATUS:
            op.drop_index(op.f(f"ix_{table}_status"), table)
        with _rebuilt(table, numbered_once=False) as batch:
            if table in GIVEN_STATUS:
                batch.drop_constraint(op.f(f"ck_{table}_status"), type_="check")
                batch.drop_column("status")
            for column in ("version", "changed_at"):
                batch.drop_column(column)
            if table == "curator":
                batch.drop_column("ended_at")


def _back_to_one_token() -> None:
    """The first token of each curator that still counts is kept; who has none, gets one that is no token's hash."""
    with _rebuilt("curator") as batch:
        batch.add_column(sa.Column("token_hash", sqltypes.AutoString(length=64), nullable=True))
    op.execute(
        "UPDATE curator SET token_hash = coalesce((SELECT min(token_hash) FROM token WHERE id = (SELECT min(id) FROM"
        " token WHERE curator_id = curator.id AND revoked_at IS NULL)), 'none ' || id)"
    )
    with _rebuilt("curator") as batch:
        batch.alter_column("token_hash", existing_type=sqltypes.AutoString(length=64), nullable=False)
    op.create_index(op.f("ix_curator_token_hash"), "curator", ["token_hash"], unique=True)
    op.drop_table("token")
