"""Custom actions in the server's own process: one service, no open port, no time lost."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import ClientResponseError
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions import (
    answer,
    card,
    card_paper,
    clarify,
    followup,
    glossary,
    handover,
    memory,
    rating,
    sentence,
    situation,
    smalltalk,
    topics,
    urgent,
)
from actions.context import Context
from actions.draft import SLOT
from actions.turn import ContextAction

ACTIONS: tuple[type[ContextAction], ...] = (
    answer.AnswerQuestion,
    situation.InformSituation,
    situation.SkipQuestion,
    topics.ShowTopic,
    clarify.Clarify,
    smalltalk.SmallTalk,
    smalltalk.Restart,
    handover.TalkToPerson,
    clarify.OutOfScope,
    smalltalk.ChangeLanguage,
    glossary.ExplainTerm,
    urgent.ReportUrgent,
    followup.FollowUp,
    memory.ShowSituation,
    memory.CorrectSituation,
    memory.ChangeSituation,
    memory.AskDate,
    rating.RateAnswer,
    card.MakeCard,
    card.PreviewCard,
    card.LeaveOut,
    card.SetOption,
    sentence.AskSentence,
    card.ConfirmCard,
    card_paper.PaperCard,
    card.CancelCard,
    card.WithdrawCard,
    card.CardOpenings,
)


class InProcessActions(EndpointConfig):
    """An action endpoint that calls rasa_sdk's executor instead of a server."""

    def __init__(self, context: Context) -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        for action in ACTIONS:
            self._executor.register_action(action(context))

    async def request(self, method: str = "post", *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        """Run the action that the call in `json` names, as the action server would."""
        call = kwargs["json"]
        try:
            if may_ask_the_house(call):
                return await asyncio.to_thread(asyncio.run, self._executor.run(call))
            return await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            body = json.dumps({"error": str(rejection), "action_name": rejection.action_name})
            raise ClientResponseError(400, rejection.message, body) from rejection


def may_ask_the_house(call: dict[str, Any]) -> bool:
    """Whether a call may wait for the database of the cards: then it does so in a thread, and nobody else waits."""
    is_about_cards = str(call.get("next_action")).startswith(("action_card", "action_make_card"))
    return is_about_cards or bool((call.get("tracker") or {}).get("slots", {}).get(SLOT))
