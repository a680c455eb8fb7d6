"""The chat model that needs no network: reads messages by rule into the forced tool call, words moves by template.

A LangChain chat model like any other: it is given the same prompts as a remote one, and finds the state, the lead's
messages and the move in their tagged JSON blocks.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.embedded.fill import fill
from agent.frame import ReadingContext
from agent.reading.reader import read
from agent.understand import TOOL, args_of
from agent.wording import Part, compose

_BLOCK = re.compile(r"<(state|lead_messages|move)>(.*?)</\1>", re.DOTALL)
_PIECE = re.compile(r"(?:\S+\s*){1,6}")
"""A few words at a time: LangChain makes objects and calls of each piece, and nobody reads faster than a frame."""
CHARS_A_TOKEN = 4
"""A rough count, so that usage is never blank; nothing is billed."""
GREETING = "Hello. Tell me what you need, and I'll take it from there."


class EmbeddedChatModel(BaseChatModel):
    """Bantam's own model. Deterministic, in process, a few milliseconds a call."""

    model_name: str = "embedded"

    @property
    def _llm_type(self) -> str:
        return "bantam-embedded"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model_name}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: Any = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools. `tool_choice`: a tool's name, "any" or True forces one, "none" forbids them."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self._answer(messages, stop, kwargs)
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._generate(messages, stop, **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from _chunks(self._answer(messages, stop, kwargs))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(self._answer(messages, stop, kwargs)):
            yield chunk

    def _answer(self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> AIMessage:
        last = messages[-1].text if messages else ""
        blocks = {name: json.loads(block) for name, block in _BLOCK.findall(last)}
        tool = _called(options.get("tools") or [], options.get("tool_choice"), messages)
        message = AIMessage(content="")
        if tool is not None:
            name = tool["function"]["name"]
            args = _recorded(blocks) if name == TOOL and "lead_messages" in blocks else fill(tool, last)
            message = AIMessage(content="", tool_calls=[{"name": name, "args": args, "id": f"call_{name}"}])
        else:
            message = AIMessage(content=_stopped(_worded(blocks), stop))
        message.usage_metadata = _usage(messages, message)
        message.response_metadata = {"model_name": options.get("model") or self.model_name}
        return message


def _called(tools: list[dict[str, Any]], choice: Any, messages: list[BaseMessage]) -> dict[str, Any] | None:
    """The tool to call: the forced one; where the model is free, the first, until it has answered."""
    if not tools or choice in ("none", False):
        return None
    if choice in (None, "auto"):
        return tools[0] if isinstance(messages[-1], HumanMessage) else None
    name = choice.get("function", {}).get("name") if isinstance(choice, dict) else choice
    return next((tool for tool in tools if tool["function"]["name"] == name), tools[0])


def _recorded(blocks: dict[str, Any]) -> dict[str, Any]:
    """The burst read as one text, so that a later line may correct an earlier one."""
    context = ReadingContext.model_validate(blocks["state"])
    return args_of(read("\n".join(blocks["lead_messages"]), context))


def _worded(blocks: dict[str, Any]) -> str:
    move = blocks.get("move")
    if move is None:
        return GREETING
    parts = [_part(dict(part)) for part in move["parts"]]
    return compose(parts, move["max_chars"])


def _part(told: dict[str, Any]) -> Part:
    optional = told.pop("optional", False)
    ((role, ways),) = told.items()
    return Part(role=role, options=tuple(ways), optional=optional)


def _stopped(text: str, stop: list[str] | None) -> str:
    for word in stop or []:
        text = text.split(word)[0]
    return text


def _usage(messages: list[BaseMessage], answer: AIMessage) -> UsageMetadata:
    said = sum(len(message.text) for message in messages) // CHARS_A_TOKEN + 1
    told = (len(answer.text) + sum(len(json.dumps(call["args"])) for call in answer.tool_calls)) // CHARS_A_TOKEN + 1
    return UsageMetadata(input_tokens=said, output_tokens=told, total_tokens=said + told)


def _chunks(message: AIMessage) -> Iterator[ChatGenerationChunk]:
    """A few words at a time; usage and tool calls come with the last piece."""
    pieces = _PIECE.findall(message.text) or [""]
    for piece in pieces[:-1]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
    calls = [
        tool_call_chunk(name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=index)
        for index, call in enumerate(message.tool_calls)
    ]
    yield ChatGenerationChunk(
        message=AIMessageChunk(
            content=pieces[-1],
            tool_call_chunks=calls,
            usage_metadata=message.usage_metadata,
            response_metadata=message.response_metadata,
            chunk_position="last",
        )
    )
