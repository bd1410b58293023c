"""Log lines as JSON, one object a line, for a house that collects them: the setting `WEGWIJS_LOG=json`."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import datetime, timezone
from typing import TextIO

SETTING = "WEGWIJS_LOG"


class JsonLines(logging.Formatter):
    """Time, level, where and what; of an exception its kind only, for its text may quote what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def set_up(out: TextIO = sys.stderr) -> bool:
    """Write warnings and errors as JSON lines, if the setting asks for it; whether it does."""
    if os.environ.get(SETTING) != "json":
        return False
    handler = logging.StreamHandler(out)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    return True
