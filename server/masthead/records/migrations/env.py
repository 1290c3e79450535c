"""Alembic's entry: runs migrations on the connection it is handed."""

from alembic import context

from masthead.records.schema import METADATA
from masthead.records.search import INDEXES

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    include_name=lambda name, *_: not str(name).startswith(INDEXES),
)
with context.begin_transaction():
    context.run_migrations()
