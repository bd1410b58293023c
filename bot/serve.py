"""`wegwijs serve`: the page and the channels on one port, with the assistant in the same process."""

from __future__ import annotations

import errno
import logging
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions.context import Context
from bot.assistant import load_assistant, quieten
from bot.errors import PortInUse

if TYPE_CHECKING:
    from bot.desk.house import House

LARGEST_BODY = 16_384
"""Bytes of a request; a message of 1,000 Arabic letters takes 2,000."""


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises PortInUse."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(f"port {port} is in use; stop what uses it, or choose another with --port") from error
        raise PortInUse(
            f"cannot listen on {host} port {port} ({error.strerror}); choose another --host or --port"
        ) from error
    return listener


def serve(
    host: str, port: int, model: Path, context: Context, house: House | None = None, *, phones: Path | None = None
) -> None:
    """Serve until SIGTERM or Ctrl-C; `phones` is the credentials file of the phone channels.

    Raises PortInUse, UnusableModel or UnusableCredentials.
    """
    listener = listening_socket(host, port)
    app = build_app(model, context, host, listener.getsockname()[1], house, phones=phones)
    app.run(sock=listener, access_log=False, motd=False)


def build_app(
    model: Path, context: Context, host: str, port: int, house: House | None = None, *, phones: Path | None = None
) -> Any:
    """The web application; it loads the model before it takes the first request."""
    quieten()
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from bot.channel.pages import pages
    from bot.channel.rest import BoundedRest

    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    app = Sanic("wegwijs", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.blueprint(pages(context))
    rest = BoundedRest(context, house.count if house else None)
    register([rest, *phone_channels(phones, context)], app, route="/webhooks/")
    if house:
        open_desk(app, house, context)

    @app.before_server_start
    async def load(app: Any, _: Any) -> None:
        app.ctx.agent = await load_assistant(model, context)

    @app.after_server_start
    async def tell(*_: Any) -> None:
        print(f"Wegwijs is ready: http://{host}:{port}", flush=True)

    return app


def phone_channels(credentials: Path | None, context: Context) -> list[Any]:
    """The channels of other companies that the house switched on: none without a credentials file."""
    if credentials is None:
        return []
    from bot.channel.phones import channels

    found = channels(credentials)
    for channel in found:
        channel.context = context
    return found
def open_desk(app: Any, house: House, context: Context) -> None:
    """The pages of the desk, and the jobs that erase and send."""
    from bot.desk.jobs import keep_house
    from bot.desk.pages import desk_pages

    app.blueprint(desk_pages(house, context))

    @app.after_server_start
    async def start_jobs(app: Any, _: Any) -> None:
        app.add_task(keep_house(house))
