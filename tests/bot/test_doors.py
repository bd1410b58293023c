"""Who may come in, how often, and what goes out with every answer."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import model_file
from bot.conversation import Incoming
from bot.doors.buckets import Buckets
from bot.doors.door import ADDRESS_BURST, NEW_BURST, SENDER_BURST, Door, Rules, client_address, is_local
from bot.doors.headers import is_secure
from bot.doors.sessions import Sessions
from bot.errors import UnusableModel
from bot.stores.senders import Senders


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def request(ip: str = "10.0.0.7", scheme: str = "http", **headers: str) -> Any:
    return SimpleNamespace(
        ip=ip, scheme=scheme, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_a_bucket_lets_a_burst_through_and_then_a_rate() -> None:
    clock = Clock()
    buckets = Buckets(rate=2, burst=3, clock=clock)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now = 0.5
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 0.5]
    assert buckets.wait("b") == 0


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    clock = Clock()
    clock.now = 100.0
    buckets = Buckets(rate=1, burst=1, clock=clock)
    assert buckets.wait("a") == 0
    clock.now = 0.0
    assert buckets.wait("a") == 1


def test_the_names_that_a_bucket_remembers_are_bounded() -> None:
    buckets = Buckets(rate=1, burst=1, most=10)
    for name in range(1000):
        buckets.wait(name)
    assert len(buckets) == 10


def test_a_session_is_known_again_by_who_has_the_key() -> None:
    senders = Senders()
    new = Sessions(senders).new()
    assert Sessions(senders).is_ours(new)
    assert not Sessions(Senders()).is_ours(new)


@pytest.mark.parametrize("sender", ["", "x", ".", "x.", "é.ü", "a" * 32 + "." + "0" * 32, "\ud800.\ud800"])
def test_a_made_up_sender_is_not_ours(sender: str) -> None:
    assert not Sessions(Senders()).is_ours(sender)


def test_a_changed_sender_is_not_ours() -> None:
    sessions = Sessions(Senders())
    new = sessions.new()
    assert not sessions.is_ours(("0" if new[0] != "0" else "1") + new[1:])
    assert not sessions.is_ours(new + "0")


def test_a_foreign_sender_gets_a_new_conversation() -> None:
    door = Door(Senders())
    first = door.admitted(request(), Incoming("x", "somebody-else"))
    assert first.sender != "somebody-else"
    assert door.admitted(request(), first) == first


def test_a_program_on_this_machine_may_name_its_conversation_unless_told_otherwise() -> None:
    here, named = request("127.0.0.1"), Incoming("x", "mine")
    assert Door(Senders()).admitted(here, named) == named
    assert Door(Senders(), Rules(own_senders=False)).admitted(here, named) != named
    assert Door(Senders()).admitted(request("127.0.0.1", x_forwarded_for="10.0.0.9"), named) != named


def test_sixty_phones_behind_one_address_may_ask_at_once() -> None:
    door = Door(Senders())
    people = [door.admitted(request(), Incoming("x", f"{each}")).sender for each in range(60)]
    assert [door.wait(request(), "", sender) for sender in people] == [0] * 60
    for _ in range(3):
        assert [door.wait(request(), sender, sender) for sender in people] == [0] * 60


def test_a_machine_that_sends_without_end_must_wait() -> None:
    door = Door(Senders())
    waits = [door.wait(request(), "me", "me") for _ in range(int(SENDER_BURST) + 5)]
    assert waits[0] == 0
    assert waits[-1] >= 1
    assert door.wait(request(), "you", "you") == 0


def test_new_conversations_without_end_must_wait_and_only_that_address() -> None:
    door = Door(Senders())
    waits = [door.wait(request(), "", "new") for _ in range(int(NEW_BURST + 50))]
    assert waits[-1] >= 1
    assert door.wait(request("10.0.0.8"), "", "new") == 0


def test_an_address_cannot_go_round_the_limit_with_many_senders() -> None:
    door = Door(Senders())
    waits = [door.wait(request(), f"{each}", f"{each}") for each in range(int(ADDRESS_BURST + 100))]
    assert waits[-1] >= 1


@pytest.mark.parametrize(
    ("asked", "behind_proxy", "address"),
    [
        (request("10.0.0.7"), False, "10.0.0.7"),
        (request("10.0.0.7", x_forwarded_for="1.2.3.4"), False, "10.0.0.7"),
        (request("127.0.0.1", x_forwarded_for="6.6.6.6, 1.2.3.4"), True, "1.2.3.4"),
        (request("127.0.0.1", x_forwarded_for="<script>"), True, "127.0.0.1"),
        (request("2001:db8:1:2:3::4"), False, "2001:db8:1:2::/64"),
    ],
)
def test_the_address_that_is_counted(asked: Any, behind_proxy: bool, address: str) -> None:
    assert client_address(asked, behind_proxy) == address


def test_what_a_proxy_passes_on_is_not_local() -> None:
    assert is_local(request("127.0.0.1"))
    assert is_local(request("::1"))
    assert not is_local(request("127.0.0.1", x_forwarded_for="127.0.0.1"))
    assert not is_local(request("10.0.0.7"))


def test_tls_is_believed_of_our_own_proxy_only() -> None:
    assert is_secure(request(scheme="https"), False)
    assert is_secure(request(x_forwarded_proto="https"), True)
    assert not is_secure(request(x_forwarded_proto="https"), False)


def test_a_model_that_was_changed_is_not_opened(tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    model.write_bytes(b"trained")
    model_file.check(model)
    model_file.check(model)
    model.write_bytes(b"changed")
    with pytest.raises(UnusableModel, match="not the one that was trained here"):
        model_file.check(model)
    model_file.record(model)
    model_file.check(model)
