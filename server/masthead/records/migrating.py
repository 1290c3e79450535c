"""Migrations by Alembic, which takes half a second to import: only where there is something to migrate."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from masthead.errors import CannotStart

MIGRATIONS = Path(__file__).parent / "migrations"


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is open already."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection) -> None:
    """Run the migrations that a database has not seen.

    Raises:
        CannotStart: it has seen some that are not known here.
    """
    try:
        command.upgrade(migration_config(connection), "head")
    except CommandError as error:
        shown = connection.engine.url.render_as_string(hide_password=True)
        said = f"The database {shown} cannot be opened: a newer Masthead has used it ({error})"
        raise CannotStart(said) from error
