"""The engine's pieces on their way out: guarded, restored, and put together for the record.

Every text channel of every choice (content, reasoning, refusal, each tool call's arguments, a
completion's text) has a stream guard of its own, plain and streamed answers alike. Fields we do not
know are not passed on: they could carry text that no guard saw. Token texts in `logprobs` wait
until the guard has let the text itself go, and are dropped once it masked any.
"""

from __future__ import annotations

from typing import Any

from gateway.contracts import RedactionRecord
from gateway.engine import Piece
from gateway.evidence import redaction_record
from gateway.requests import CHARS_PER_TOKEN
from guards.phi.detector import Detector
from guards.phi.surrogates.redactor import Identities, Mode
from guards.stream import StreamGuard
from guards.verdicts import Coverage, Redacted

TEXT_CHANNELS = ("content", "reasoning_content", "reasoning", "refusal")
PIECE_FIELDS = ("created", "system_fingerprint", "usage")
CHOICE_FIELDS = ("index", "finish_reason", "stop_reason", "logprobs")
MESSAGE_FIELDS = ("role", *TEXT_CHANNELS)
CALL_FIELDS = ("index", "id", "type")
FUNCTION_FIELDS = ("name", "arguments")
Channel = tuple[int, str]
"""(choice index, channel name)"""


class Answer:
    """Guards one answer's pieces; without a detector it only restores.

    `text` is what the model said, redacted, for the trace.
    """

    def __init__(
        self,
        identities: Identities,
        detector: Detector | None,
        *,
        mode: Mode = Mode.PSEUDONYMISE,
        json_content: bool,
    ) -> None:
        self._identities = identities
        self._detector = detector
        self._mode = mode
        self._json_content = json_content
        self._guards: dict[Channel, StreamGuard] = {}
        self._logprobs: dict[int, dict[str, list[Any]]] = {}
        self.finish_reason: str | None = None
        self.prompt_tokens = 0
        self.completion_tokens = 0

    def release(self, piece: Piece) -> Piece:
        """What of `piece` may leave now; texts held back leave with later pieces."""
        if usage := piece.get("usage"):
            self.prompt_tokens = usage.get("prompt_tokens") or 0
            self.completion_tokens = usage.get("completion_tokens") or 0
        choices = [self._choice(choice) for choice in piece["choices"]]
        return {**_only(piece, PIECE_FIELDS), "choices": choices}

    @property
    def text(self) -> Redacted:
        texts = (guard.redacted for guard in self._guards.values())
        return Redacted("\n".join(text for text in texts if text))

    def used_tokens(self, prompt: Redacted) -> int:
        """Tokens as the engine counted them; an estimate for an answer that was left early."""
        counted = self.prompt_tokens + self.completion_tokens
        if counted or not self._guards:
            return counted
        return (len(prompt) + len(self.text)) // CHARS_PER_TOKEN

    @property
    def flagged(self) -> bool:
        """True when an identifier was masked or a surrogate nobody issued was found."""
        return any(guard.masked or guard.unknown for guard in self._guards.values())

    @property
    def record(self) -> RedactionRecord | None:
        """What was masked, channel by channel, as offsets into what the engine said there."""
        masked = [guard.masked for guard in self._guards.values()]
        if self._detector is None or not any(masked):
            return None
        return redaction_record(self._detector.coverage, Mode.MASK.value, masked)

    @property
    def unknown(self) -> int:
        """How many surrogates the model altered or invented; none of them was restored."""
        return sum(len(guard.unknown) for guard in self._guards.values())

    @property
    def coverage(self) -> list[Coverage]:
        """What the stream guard ran over; nothing where it has no detector."""
        if self._detector is None:
            return []
        texts = [guard.redacted for guard in self._guards.values()]
        name = f"stream.{self._detector.coverage}"
        return [Coverage(name, "stream", len(texts), sum(map(len, texts)))]

    def _choice(self, choice: dict[str, Any]) -> dict[str, Any]:
        index = choice.get("index", 0)
        ends = choice.get("finish_reason") is not None
        guarded = _only(choice, CHOICE_FIELDS)
        if "message" in choice:
            guarded["message"] = self._message(index, choice["message"], ends=True)
        elif "delta" in choice:
            guarded["delta"] = self._message(index, choice["delta"], ends=ends)
        else:
            guarded["text"] = self._pass((index, "text"), choice.get("text") or "", ends=ends)
        if ends:
            self.finish_reason = choice["finish_reason"]
        if choice.get("logprobs") is not None:
            guarded["logprobs"] = self._pass_logprobs(index, choice["logprobs"])
        return guarded

    def _message(self, index: int, message: dict[str, Any], *, ends: bool) -> dict[str, Any]:
        guarded = _only(message, MESSAGE_FIELDS)
        for name in TEXT_CHANNELS:
            if message.get(name) or (ends and (index, name) in self._guards):
                guarded[name] = self._pass((index, name), message.get(name) or "", ends=ends)
        calls = [
            self._tool_call(index, call.get("index", order), call, ends)
            for order, call in enumerate(message.get("tool_calls") or [])
        ]
        if ends:
            calls += self._argument_tails(index)
        if calls:
            guarded["tool_calls"] = calls
        return guarded

    def _tool_call(
        self, index: int, position: int, call: dict[str, Any], ends: bool
    ) -> dict[str, Any]:
        function = _only(call.get("function") or {}, FUNCTION_FIELDS)
        if function.get("arguments"):
            channel = (index, f"arguments.{position}")
            function["arguments"] = self._pass(channel, function["arguments"], ends=ends)
        return {**_only(call, CALL_FIELDS), "function": function}

    def _argument_tails(self, index: int) -> list[dict[str, Any]]:
        """What tool-call arguments still hold back when their choice ends, as deltas."""
        tails: list[dict[str, Any]] = []
        for choice, name in self._guards:
            if choice == index and name.startswith("arguments."):
                tail = self._pass((choice, name), "", ends=True)
                position = int(name.removeprefix("arguments."))
                tails.append({"index": position, "function": {"arguments": tail}})
        return [tail for tail in tails if tail["function"]["arguments"]]

    def _pass(self, channel: Channel, text: str, *, ends: bool) -> str:
        guard = self._guards.get(channel)
        if guard is None:
            in_json = self._json_content or channel[1].startswith("arguments.")
            guard = StreamGuard(
                self._identities, self._detector, mode=self._mode, json_strings=in_json
            )
            self._guards[channel] = guard
        released = guard.push(text)
        return released + guard.close() if ends else released

    def _pass_logprobs(self, index: int, logprobs: dict[str, Any]) -> dict[str, Any] | None:
        waiting = self._logprobs.setdefault(index, {})
        for field, values in logprobs.items():
            if isinstance(values, list):
                waiting.setdefault(field, []).extend(values)
        guards = [guard for (choice, _), guard in self._guards.items() if choice == index]
        if any(guard.masked or guard.is_holding for guard in guards):
            return None
        return {**logprobs, **self._logprobs.pop(index)}


def _only(fields: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    return {name: fields[name] for name in known if name in fields}
