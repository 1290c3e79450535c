"""The command `masthead`: composes the commands, and says every refusal in one line."""

import sys

from cyclopts import App, CycloptsError
from pydantic import ValidationError

from masthead import __version__
from masthead.commands.output import complain, refusal
from masthead.errors import MastheadError

app = App(
    name="masthead",
    version=__version__,
    help="Who publishes this page: archive articles, publish the feed, match pages.",
)
# By name: a command that never touches the database should not wait for it to be imported.
app.command(
    "masthead.commands.archiving:archive_pages",
    name="archive",
    help="Archive pages, from files, URLs or web archives: keep the article, and say what was cut and why.",
)
app.command(
    "masthead.commands.capturing:show_captures",
    name="captures",
    help="Show where an article was found again, and what differs there.",
)
app.command(
    "masthead.commands.matching:match_pages",
    name="match",
    help="Match pages against a feed exactly as the extension would.",
)
app.command(
    "masthead.commands.sampling:keep_samples",
    name="sample",
    help="Keep other pages of an outlet, to tell its template from its text.",
)
app.command(
    "masthead.commands.checking:check_articles",
    name="check",
    help="A dry run before publishing: what of an article is evidence, and what else it matches.",
)
app.command(
    "masthead.commands.keeping:publish_feed", name="publish", help="Bring the feed folder to what is published now."
)
app.command("masthead.commands.serving:serve_forever", name="serve", help="Serve the API, the feed and the start page.")
app.command(
    "masthead.commands.demo:load_demo", name="demo", help="Load the demo content; what is there already stays as it is."
)
app.command(
    "masthead.commands.exchanging:export_records",
    name="export",
    help="Write all records and their history as JSON Lines, or what is published in other forms.",
)
app.command(
    "masthead.commands.exchanging:import_records",
    name="import",
    help="Take in records that masthead export has written, or a list that others keep.",
)
app.command("masthead.commands.feeding:feed", name="feed", help="Check, copy and sign feeds.")
app.command(
    "masthead.commands.backing:back_up", name="backup", help="Write all records to a file, while the server serves."
)
app.command("masthead.commands.backing:restore", name="restore", help="Put the records of a backup back.")
app.command("masthead.commands.keeping:outlet", name="outlet", help="Keep outlets.")
app.command(
    "masthead.commands.reporting:reports", name="reports", help="What readers report: list it, and decide on it."
)
app.command("masthead.commands.curating:curator", name="curator", help="Keep curators and their tokens.")


def main() -> None:
    """Run the command line; refusals end with status 1, a misused command line with 2, Ctrl-C with 130."""
    try:
        status = app(exit_on_error=False, print_error=True, result_action="return_value")
    except MastheadError as error:
        complain(error)
        status = 1
    except ValidationError as error:
        complain(refusal(error))
        status = 1
    except CycloptsError:
        status = 2  # cyclopts has said already what is wrong with the command line
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody left to tell.
        sys.stderr.close()
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
