"""Clients that ask one question after the other, each over one connection that stays open."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field

TURNS = 8
"""Questions of a conversation; then the client begins another one."""


@dataclass
class Measured:
    """Times of answered questions in seconds, how long it all took, and how many got nothing."""

    times: list[float] = field(default_factory=list)
    took: float = 0.0
    empty: int = 0

    def figures(self) -> dict[str, float]:
        """The middle and slow end in ms, and answers per second."""
        ordered = sorted(self.times)
        return {
            "p50_ms": round(1000 * ordered[len(ordered) // 2], 2),
            "p95_ms": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 2),
            "answers_per_second": round(len(ordered) / self.took, 1),
            "questions": len(ordered),
            "without_answer": self.empty,
        }


async def ask_for(port: int, questions: list[str], clients: int, seconds: float) -> Measured:
    """Let so many clients ask for so many seconds."""
    measured = Measured()
    start = time.perf_counter()
    await asyncio.gather(*(_client(port, questions, seed, start + seconds, measured) for seed in range(clients)))
    measured.took = time.perf_counter() - start
    return measured


async def _client(port: int, questions: list[str], seed: int, until: float, measured: Measured) -> None:
    dice = random.Random(seed)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        sender = uuid.uuid4().hex
        for _ in range(TURNS):
            begin = time.perf_counter()
            answer = await ask(reader, writer, sender, dice.choice(questions))
            measured.times.append(time.perf_counter() - begin)
            measured.empty += not (answer and answer[0].get("text"))
            if time.perf_counter() >= until:
                break
    writer.close()
    await writer.wait_closed()


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sender: str, message: str
) -> list[dict[str, str]]:
    """The messages that answer one question. Raises ValueError for another status than 200."""
    body = json.dumps({"sender": sender, "message": message}).encode()
    head = f"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    status = await reader.readline()
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    content = await reader.readexactly(length)
    if b" 200 " not in status:
        raise ValueError(f"{status.decode(errors='replace').strip()}: {content[:200]!r}")
    return list(json.loads(content))


async def first_answer(port: int, question: str, patience: float) -> float:
    """Wait until a question is answered; the moment when it was. Raises TimeoutError."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            answer = await ask(reader, writer, uuid.uuid4().hex, question)
            writer.close()
            if answer and answer[0].get("text"):
                return time.monotonic()
        except (OSError, ValueError, asyncio.IncompleteReadError):
            pass
        await asyncio.sleep(0.05)
    raise TimeoutError(f"nothing was answered on port {port} within {patience:.0f} s")
