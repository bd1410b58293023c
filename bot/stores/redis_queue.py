"""Queues in Redis, for several machines: `type: bot.stores.redis_queue.RedisLockStore`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import redis
from rasa.utils.endpoints import EndpointConfig

from bot.stores.errors import Unavailable, UnusableStore
from bot.stores.locks import LEASE, QueueLockStore
from bot.stores.senders import Senders

SECONDS_TO_ANSWER = 2.0
CONNECTIONS = 8
PREFIX = "wegwijs:queue:"

KNOCK = """
-- KEYS: the queue (tickets by number), the last number, and my sign of life; ARGV: my ticket, its lease, the others' prefix
redis.call('SET', KEYS[3], 1, 'PX', ARGV[2])
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  redis.call('ZADD', KEYS[1], redis.call('INCR', KEYS[2]), ARGV[1])
end
redis.call('EXPIRE', KEYS[1], 600)
redis.call('EXPIRE', KEYS[2], 600)
while true do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if first == ARGV[1] then return 1 end
  if redis.call('EXISTS', ARGV[3] .. first) == 1 then return 0 end
  redis.call('ZREM', KEYS[1], first)
end
"""


class RedisQueue:
    """Queues in Redis. Each step is one script, which Redis runs as a whole."""

    def __init__(self, url: str, lease: float = LEASE) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_timeout=SECONDS_TO_ANSWER, socket_connect_timeout=SECONDS_TO_ANSWER, health_check_interval=10
        )
        self._lease = int(lease * 1000)

    def knock(self, conversation: str, ticket: str) -> bool:
        """Whether it is this ticket's turn; who does not knock nor finish within the lease loses it."""
        queue, signs = PREFIX + conversation, f"{PREFIX}{conversation}:"
        keys = (queue, signs + "last", signs + ticket)
        try:
            return bool(self._redis.eval(KNOCK, len(keys), *keys, ticket, self._lease, signs))
        except redis.RedisError as error:
            raise Unavailable("the queues do not answer") from error

    def leave(self, conversation: str, ticket: str) -> None:
        """Leave the queue."""
        try:
            with self._redis.pipeline() as steps:
                steps.zrem(PREFIX + conversation, ticket)
                steps.delete(f"{PREFIX}{conversation}:{ticket}")
                steps.execute()
        except redis.RedisError as error:
            raise Unavailable("the queues do not answer") from error


class RedisLockStore(QueueLockStore):
    """The lock store that an endpoints file names: `url` of Redis, and the house's `key`."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        key: Any = endpoint_config.kwargs.get("key")
        if not key or not endpoint_config.url:
            raise UnusableStore("lock_store: url and key: give the address of Redis and the key of the tracker store")
        super().__init__(
            RedisQueue(endpoint_config.url), Senders(str(key).encode()), executor=ThreadPoolExecutor(CONNECTIONS)
        )
