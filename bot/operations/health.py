"""What `/health` says: one word, and the reasons in words for the operator."""

from __future__ import annotations

from typing import Any

from actions.context import Context


def health(context: Context, *, ready: bool, storage: str) -> dict[str, Any]:
    """`status` is ok, degraded (people are answered, something is wrong) or down; `reasons` say why."""
    doubt = context.doubt()
    reasons = [f"storage is {storage}"] * (storage != "ok") + [doubt] * bool(doubt)
    up = ready and storage != "down"
    return {
        "ready": up,
        "status": "down" if not up else "degraded" if reasons else "ok",
        "reasons": reasons,
        "knowledge": context.store.meta["fingerprint"][:12],
        "content_date": context.store.content_date.isoformat(),
        "storage": storage,
        "clock": "doubtful" if doubt else "ok",
    }
