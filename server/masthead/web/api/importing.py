"""/api/import: take in the lines of an export."""

from pydantic import BaseModel, ConfigDict, Field

from masthead.intake.addresses import normalise
from masthead.records.curators import Role
from masthead.records.imported import MOST_TOLD, Imported
from masthead.records.importing import import_lines
from masthead.web.operations import Call, Operations
from masthead.web.permissions import reviewed

operations = Operations()


class ImportQuery(BaseModel):
    """How."""

    model_config = ConfigDict(extra="forbid")
    keep_going: bool = Field(False, description="Take what can be taken, and tell what cannot.")


class RefusedOut(BaseModel):
    """A line that could not be taken."""

    model_config = ConfigDict(from_attributes=True)
    line: int
    message: str


class ImportedOut(BaseModel):
    """What became of the lines."""

    whole: bool = Field(description="Whether the database was empty, so that numbers and history were taken over.")
    added: dict[str, int] = Field(description="How many records of each kind.")
    refused: list[RefusedOut] = Field(description=f"Lines that could not be taken, the first {MOST_TOLD}.")
    more_refused: int
    history_left_out: int = Field(description="Lines of history, which are taken into an empty database only.")

    @classmethod
    def of(cls, done: Imported) -> "ImportedOut":
        """As it is told."""
        return cls(
            whole=done.whole,
            added=dict(done.added),
            refused=[RefusedOut.model_validate(one) for one in done.refused],
            more_refused=done.more_refused,
            history_left_out=done.history_left_out,
        )


@operations.add(
    "POST",
    "/import",
    "Take in an export",
    query=ImportQuery,
    answer=ImportedOut,
    role=Role.ADMIN,
    lines=True,
)
async def import_export(call: Call) -> ImportedOut:
    """All lines or none, unless ``keep_going``; larger files than 12 MB by the command ``masthead import``.

    Where nobody may publish alone what they wrote, all of them come as drafts.
    """
    lines = call.raw.splitlines()
    going = call.query.keep_going
    done = await import_lines(
        call.session, call.author, lines, address_of=normalise, keep_going=going, as_drafts=reviewed(call)
    )
    return ImportedOut.of(done)
