"""`wegwijs serve`: the page and the channels on one port, with the assistant in the same process."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions.context import Context
from bot.assistant import load_assistant, quieten
from bot.channel.site import Site
from bot.doors.door import Door, Rules
from bot.errors import PortInUse
from bot.lean import leave_out_all_but_serving
from bot.operations import logs
from bot.operations.clock_watch import ClockWatch
from bot.operations.hold import hold_for_serving
from bot.swap import ServedStore
from bot.workers import Workers
from knowledge.languages import LANGUAGES
from knowledge.wording import wording

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.stores.opened import Stores

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from bot.conversation import Count
    from bot.desk.house import House
    from bot.stores.turns import Turns

LARGEST_BODY = 16_384
"""Bytes of a request; a message of 1,000 Arabic letters takes 2,000."""
LONGEST_REQUEST = 15
"""Seconds in which a whole request must have come in; a phone with poor reception needs a few."""
LONGEST_TURN = 30
"""Seconds for the body of a request and its answer; a turn waits at most twelve for another one."""
ERASE_EVERY = 600.0


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


@dataclass(frozen=True)
class Serving:
    """How to serve: where conversations are kept (in memory without `data` or `endpoints`), and by how many workers.

    `house` keeps cards, `phones` is the credentials file of the phone channels.
    """

    data: Path | None = None
    endpoints: Path | None = None
    workers: int = 1
    retention: float = 24 * 3600.0
    rules: Rules = field(default_factory=Rules)
    house: House | None = None
    phones: Path | None = None

    @property
    def folder(self) -> Path | None:
        """Where this server writes."""
        return self.data or (self.house.folder if self.house else None)

    def stores(self) -> Stores:
        """The stores, opened. Raises UnusableStore."""
        from bot.stores.opened import from_endpoints, in_folder, in_memory

        if self.endpoints:
            return from_endpoints(self.endpoints)
        return in_folder(self.data) if self.data else in_memory()


def serve(site: Site, model: Path, context: Context, serving: Serving | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Raises PortInUse, UnusableSite, UnusableModel, UnusableStore, UnusableCredentials or InUse.
    """
    serving = serving or Serving()
    tls = site.tls()
    if folder := serving.folder:
        hold_for_serving(folder)
    listener = listening_socket(site.host, site.port)
    site = replace(site, port=listener.getsockname()[1])
    leave_out_all_but_serving(phones=serving.phones is not None)
    quieten()
    if not logs.set_up():
        log_to_standard_error()
    stores = serving.stores()
    agent = asyncio.run(load_warm(model, context, stores))
    watch = ClockWatch(context)
    watch.look()
    door = Door(stores.senders, serving.rules)

    def tell() -> None:
        print(f"Wegwijs is ready: {site.address}", flush=True)
        if site.lan_address:
            print(f"On this network: {site.lan_address} (poster to print: {site.lan_address}/poster)", flush=True)

    def work(ready: Callable[[], None]) -> None:
        if isinstance(context.store, ServedStore):
            context.store.reopen()
        app = build_app(agent, context, stores, serving, ready, door, site)

        @app.after_server_start
        async def watch_clock(app: Any, _: Any) -> None:
            app.add_task(watch.watch())

        app.run(sock=listener, ssl=tls, access_log=False, motd=False)

    gc.collect()
    gc.freeze()  # what is loaded is never garbage: a collection need not look through it, and workers keep sharing its pages
    if serving.workers > 1 and stores.are_shared:
        Workers(work, serving.workers, tell).run()
    else:
        work(tell)


def log_to_standard_error() -> None:
    """Our own lines go where a service's log is read; the libraries' stay with them."""
    ours, handler = logging.getLogger("bot"), logging.StreamHandler()
    handler.setFormatter(logging.Formatter("wegwijs: %(message)s"))
    ours.handlers, ours.propagate = [handler], False


async def load_warm(model: Path, context: Context, stores: Stores) -> Agent:
    """The assistant, which has read one message in each language: what it loads late is loaded before the workers fork."""
    agent = await load_assistant(model, context, stores)
    for code in LANGUAGES:
        await agent.parse_message(wording(code)._("For example: who pays the doctor?"))
    return agent


def build_app(
    agent: Agent,
    context: Context,
    stores: Stores,
    serving: Serving,
    ready: Callable[[], None],
    door: Door,
    site: Site,
) -> Any:
    """The web application of one worker; it calls `ready` when it takes requests."""
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from bot.channel.app import add_pages
    from bot.channel.notice import notices
    from bot.channel.pages import pages
    from bot.channel.rest import BoundedRest
    from bot.doors import headers
    from bot.operations.metrics import Metrics, metrics_page

    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    app = Sanic("wegwijs", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.REQUEST_TIMEOUT = LONGEST_REQUEST
    app.config.RESPONSE_TIMEOUT = LONGEST_TURN
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.agent, app.ctx.stores = agent, stores
    headers.install(app, behind_proxy=door.rules.behind_proxy)
    app.blueprint(pages(context))
    add_pages(app, context, site)
    app.blueprint(notices(serving.retention))
    metrics = Metrics()
    app.blueprint(metrics_page(metrics))
    count = serving.house.count if serving.house else None
    rest = BoundedRest(context, stores.turns, door, metrics, count)
    register([rest, *phone_channels(serving.phones, context, stores.turns, count)], app, route="/webhooks/")
    if serving.house:
        open_desk(app, serving.house, context)

    @app.after_server_start
    async def start(app: Any, _: Any) -> None:
        app.add_task(erase_expired(stores, serving.retention))
        if isinstance(context.store, ServedStore):
            app.add_task(context.store.watch())
        ready()

    return app


def phone_channels(
    credentials: Path | None, context: Context, turns: Turns | None = None, count: Count | None = None
) -> list[Any]:
    """The channels of other companies that the house switched on, in the same queue and figures: none without a file."""
    if credentials is None:
        return []
    from bot.channel.phones import channels

    found = channels(credentials)
    for channel in found:
        channel.context, channel.turns, channel.count = context, turns, count
    return found


def open_desk(app: Any, house: House, context: Context) -> None:
    """The pages of the desk, and the jobs that erase and send."""
    from bot.desk.jobs import keep_house
    from bot.desk.pages import desk_pages
    from knowledge.triage import HouseAway

    app.blueprint(desk_pages(house, context))

    @app.after_server_start
    async def start_jobs(app: Any, _: Any) -> None:
        app.add_task(keep_house(house))

    @app.before_server_stop
    async def write_counts(app: Any, _: Any) -> None:  # noqa: ARG001
        with suppress(HouseAway):
            house.figures.write()


async def erase_expired(stores: Stores, retention: float) -> None:
    """Erase what is older than the retention, at the start and then from time to time, for ever."""
    while True:
        try:
            await stores.erase_expired(retention)
        except Exception as error:  # noqa: BLE001 - it is tried again; a failing disk must not end the job
            logger.error("expired conversations could not be erased: %s", type(error).__name__)
        await asyncio.sleep(min(ERASE_EVERY, max(retention / 4, 1.0)))
