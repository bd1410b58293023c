"""`python -m knowledge`: check the content and say what is wrong with it."""

from __future__ import annotations

import sys

from knowledge.load import CONTENT, load_with_places


def main() -> int:
    """Print every problem as `file:line: field: remedy`; the exit code is 1 when there is one."""
    content, _, problems = load_with_places(CONTENT)
    for problem in sorted(set(problems)):
        print(f"knowledge/content/{problem}")
    print(
        f"{len(content.answers)} answers, {len(content.facts)} facts, {len(content.sources)} sources, "
        f"{len(content.helpdesks)} helpdesks, {len(set(problems))} problems"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
