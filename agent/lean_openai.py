"""OpenAI's chat completions with less work around each request than its package does by itself.

The package walks the whole request by its types before it sends it, and makes a typed object of each piece of a
stream: a third of all that a turn did, and nothing that a turn needs. LangChain builds the request in the published
shape, which a test holds, and reads the pieces as plain JSON.
"""

from collections.abc import Mapping
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from openai import AsyncStream
from openai.resources.chat.completions import AsyncCompletions
from openai.types.chat import ChatCompletion

_OPTIONS = {"extra_headers": "headers", "extra_query": "params", "timeout": "timeout"}


class LeanCompletions(AsyncCompletions):
    """Posts the request as it is given. A whole answer comes typed, a stream as JSON values."""

    async def create(  # type: ignore[override]  # takes all that the package's own does, unread
        self, *, extra_body: Mapping[str, object] | None = None, **body: Any
    ) -> Any:
        options = {known: body.pop(name) for name, known in _OPTIONS.items() if body.get(name) is not None}
        is_stream = bool(body.get("stream"))
        return await self._client.post(
            "/chat/completions",
            body={**body, **(extra_body or {})},
            options=cast(Any, options),
            cast_to=cast(Any, object if is_stream else ChatCompletion),
            stream=is_stream,
            stream_cls=AsyncStream[object],
        )


def lean(model: BaseChatModel) -> BaseChatModel:
    """The same chat model of `langchain_openai`, its requests lean."""
    cast(Any, model).async_client = LeanCompletions(cast(Any, model).root_async_client)
    return model
