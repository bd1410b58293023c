"""A browser for the desk, and a card to open."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import date
from html import unescape
from http.cookiejar import CookieJar
from typing import Any

from knowledge.model import Text
from knowledge.triage import Card, Deadline, OpenPoint

PASSWORD = "een lang wachtwoord"


CARD = Card(
    language="ar",
    topic="medical",
    situation=(("status", "applicant"), ("reception", "centre")),
    answers=("medical.bill", "medical.costs"),
    open=(OpenPoint("asked", "medical.covered", "working"),),
    urgent=("homeless_tonight",),
    deadlines=(Deadline(Text("Beroep", "Recours", "Appeal", "طعن"), date(2026, 12, 1)),),
    sentence="ابني مريض <script>alert(1)</script>",
)


class Client:
    """A browser without script: follows redirects, keeps cookies, fills in forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.status, self.text, self.path = 0, "", ""
        self.headers: Any = {}
        self.language = "nl"

    def get(self, path: str) -> str:
        return self._send(path, None)

    def post(self, path: str, csrf: str | None = None, **fields: str) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.text)
        fields["csrf"] = (found[1] if found else "") if csrf is None else csrf
        return self._send(path, urllib.parse.urlencode(fields).encode())

    def log_in(self, name: str, password: str = PASSWORD, language: str = "nl") -> str:
        self.get(f"/desk?language={language}")
        return self.post("/desk/login", name=name, password=password, language=language)

    def _send(self, path: str, body: bytes | None) -> str:
        try:
            request = urllib.request.Request(self.address + path, body, {"Accept-Language": self.language})
            answer = self._opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        self.status, self.headers, self.text = answer.status, answer.headers, answer.read().decode()
        self.path = urllib.parse.urlsplit(answer.geturl()).path
        return unescape(self.text)
