"""`wegwijs serve`: the page and the channels on one port, with the assistant in the same process."""

from __future__ import annotations

import errno
import logging
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

from actions.context import Context
from bot.assistant import load_assistant, quieten
from bot.channel.site import Site
from bot.errors import PortInUse

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


def serve(site: Site, model: Path, context: Context) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises PortInUse, UnusableSite or UnusableModel."""
    tls = site.tls()
    listener = listening_socket(site.host, site.port)
    site = replace(site, port=listener.getsockname()[1])
    build_app(model, context, site).run(sock=listener, ssl=tls, access_log=False, motd=False)


def build_app(model: Path, context: Context, site: Site) -> Any:
    """The web application; it loads the model before it takes the first request."""
    quieten()
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from bot.channel.app import add_pages
    from bot.channel.pages import pages
    from bot.channel.rest import BoundedRest

    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    app = Sanic("wegwijs", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.blueprint(pages(context))
    add_pages(app, context, site)
    register([BoundedRest(context)], app, route="/webhooks/")

    @app.before_server_start
    async def load(app: Any, _: Any) -> None:
        app.ctx.agent = await load_assistant(model, context)

    @app.after_server_start
    async def tell(*_: Any) -> None:
        print(f"Wegwijs is ready: {site.address}", flush=True)
        if site.lan_address:
            print(f"On this network: {site.lan_address} (poster to print: {site.lan_address}/poster)", flush=True)

    return app
