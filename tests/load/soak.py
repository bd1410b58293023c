"""Sixty people at once in four languages: `python -m tests.load.soak --minutes 3`.

Each checks that every reply is, word for word, the one that their conversation gets in peace: their own answer, for their own situation,
in their own language. Writes `bot/reports/soak.json`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from bot.build import ROOT
from tests.servers import Server, start

REPORT = ROOT / "bot" / "reports" / "soak.json"
CLIENTS = 60
ASK = {
    "nl": ("wie betaalt mijn dokter?", "mag ik werken?", "hoe schrijf ik mijn kind in op school?"),
    "fr": ("qui paie le médecin ?", "est-ce que je peux travailler ?", "comment inscrire mon enfant à l'école ?"),
    "en": ("who pays for the doctor?", "am I allowed to work?", "how do I enrol my child in school?"),
    "ar": ("من يدفع تكلفة الطبيب؟", "هل يمكنني العمل؟", "كيف أسجل طفلي في المدرسة؟"),
}
STATUSES = ("applicant", "refugee", "subsidiary", "rejected", "temporary_protection")


class Person:
    """One client: a language and a situation of their own, and a conversation that is said again and again."""

    def __init__(self, port: int, number: int) -> None:
        self.language = list(ASK)[number % len(ASK)]
        doctor, work, school = ASK[self.language]
        told = f'/inform_situation{{"status":"{STATUSES[number % len(STATUSES)]}"}}'
        self.lines = (doctor, told, work, "/skip_question", school, "/skip_question", doctor)
        self.wrong: list[str] = []
        self.times: list[float] = []
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def say(self, text: str, sender: str) -> dict[str, Any]:
        body = {
            "message": text,
            "sender": sender,
            "message_id": str(uuid.uuid4()),
            "metadata": {"language": self.language},
        }
        began = time.monotonic()
        self._line.request("POST", "/webhooks/rest/webhook", json.dumps(body).encode())
        answer = self._line.getresponse()
        [reply] = json.loads(answer.read())
        self.times.append((time.monotonic() - began) * 1000)
        if answer.status != 200 or reply["recipient_id"] != sender:
            self.wrong.append(f"status {answer.status}")
        return dict(reply["custom"])

    def talk(self) -> list[dict[str, Any]]:
        sender = str(uuid.uuid4())
        return [self.say(line, sender) for line in self.lines]

    def chat(self, calm: list[dict[str, Any]], until: float) -> None:
        while time.monotonic() < until:
            for line, expected, heard in zip(self.lines, calm, self.talk(), strict=True):
                if heard != expected or heard["language"] != self.language:
                    self.wrong.append(f"{line}: {heard['language']} {heard['answer']}")


def memory(server: Server) -> float:
    """Megabytes of the server and its workers, each shared page counted once."""
    family = [server.process.pid]
    family += map(int, Path(f"/proc/{family[0]}/task/{family[0]}/children").read_text().split())
    total = 0
    for process in family:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(total / 1024, 1)


def soak(server: Server, minutes: float, clients: int) -> dict[str, Any]:
    """Let them chat; what was seen."""
    people = [Person(server.port, number) for number in range(clients)]
    calm = [person.talk() for person in people]
    for person in people:
        person.times.clear()
    began = time.monotonic()
    until = began + minutes * 60
    threads = [threading.Thread(target=person.chat, args=(calm[at], until)) for at, person in enumerate(people)]
    for thread in threads:
        thread.start()
    sizes = []
    while time.monotonic() < until:
        sizes.append(memory(server))
        time.sleep(min(10.0, minutes * 6))
    for thread in threads:
        thread.join()
    times = sorted(each for person in people for each in person.times)
    wrong = [each for person in people for each in person.wrong]
    return {
        "clients": clients,
        "minutes": minutes,
        "messages": len(times),
        "wrong": len(wrong),
        "first_wrong": wrong[:5],
        "per_second": round(len(times) / (time.monotonic() - began), 1),
        "ms_p50": round(statistics.median(times)),
        "ms_p95": round(times[int(len(times) * 0.95)]),
        "megabytes": sizes,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--workers", default="2")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder), "--workers", options.workers)
        try:
            found = soak(server, options.minutes, options.clients)
        finally:
            server.kill()
        kept = sum(path.stat().st_size for path in (Path(folder) / "data").iterdir())
    found = {**found, "workers": int(options.workers), "kilobytes_on_disk": kept // 1024}
    REPORT.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
