"""masthead serve: the server, and what to do next."""

from typing import Annotated

from cyclopts import Parameter

from masthead.commands.output import tell
from masthead.config import Settings, load_settings, prepare_data_folder
from masthead.demo import content, sites
from masthead.web.app import listen, serve
from masthead.web.logs import configure


def serve_forever(*, demo: Annotated[bool, Parameter(negative="", help="Serve the demo sites too.")] = False) -> int:
    """Serve the API, the feed and the start page."""
    settings = load_settings()
    if demo:
        settings = settings.model_copy(update={"demo": True})
    prepare_data_folder(settings)
    configure(settings.log)
    sock = listen(settings)
    serve(settings, sock, lambda: tell(_next_steps(settings)))
    return 0


def _next_steps(settings: Settings) -> str:
    origin = f"http://{settings.host if ':' not in settings.host else f'[{settings.host}]'}:{settings.port}"
    port = f"MASTHEAD_PORT={settings.port} " if settings.port != 8080 else ""
    lines = [
        f"Masthead is at {origin}",
        "",
        "  Load the extension    Chromium, Chrome: chrome://extensions, Developer mode, Load unpacked:",
        f"                          {settings.extension}",
        "                        Firefox: about:debugging, This Firefox, Load Temporary Add-on:",
        "                          manifest.json in that folder",
        f"                        or, without installing anything: {port}make browse",
    ]
    if settings.port != 8080:
        lines.append(f"                        then give it this feed in its options: {origin}/feed/")
    if settings.demo:
        lines += ["", "  Demo pages"]
        lines += [f"    {page.kind:12} {sites.with_port(page.url, settings.port)}" for page in content.load().pages]
    lines += ["", f"  API                   {origin}/api/docs"]
    if settings.demo and settings.demo_token.is_file():
        lines.append(f"  Demo curator's token  {settings.demo_token.read_text('utf-8').strip()}")
    else:
        lines.append("  A curator's token     masthead curator add NAME --role editor")
    lines += [f"  Data                  {settings.data.resolve()} (kept when the server stops: Ctrl-C)", ""]
    return "\n".join(lines)
