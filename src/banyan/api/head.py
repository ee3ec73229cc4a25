from __future__ import annotations

from banyan.observe.envelope import App, Message, Receive, Scope, Send


class AnswerHead:
    """HEAD wherever there is GET, as every HTTP server owes (RFC 9110 section 9.1): the same answer, no body."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
            await send(message)

        # In place: what the app notes in the scope (its route) is read by the layers outside.
        scope["method"] = "GET"
        await self._app(scope, receive, send_head)
