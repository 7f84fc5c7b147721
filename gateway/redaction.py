"""The gateway's side of `redact`: whole request bodies in, bodies without identifiers out.

Detection is CPU work. A long text is read on one thread beside the event loop; a short one, when
that thread is idle, on the loop itself, because handing it over and waiting for the interpreter's
lock costs several times the work. Either way one text is read at a time, so that a conversation's
map is never touched by two. Whatever the guards raise, nothing is sent: fail closed.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from gateway.errors import BadRequest, SafetyUnavailable, UnsupportedInput
from gateway.requests import OURS, Ask
from guards.phi.detector import Detector
from guards.phi.structured import redact_json, redact_messages
from guards.phi.surrogates import Identities, Mode, Redactor
from guards.verdicts import Coverage, GuardsError, Redacted, Span, UnsupportedContent

T = TypeVar("T")
UNREAD_KINDS = ("image_url", "input_image", "input_audio", "video_url", "file", "input_file")
"""Kinds of content that exist; any other word in their place is text of the request."""
SHORT_CHARS = 4_000
JSON_FORMATS = ("json_object", "json_schema")


@contextmanager
def guards_running() -> Iterator[None]:
    """Turns a guard that could not run into `SafetyUnavailable`: fail closed."""
    try:
        yield
    except GuardsError as error:
        raise SafetyUnavailable(
            "a guard cannot run now, so nothing unchecked is sent or released; try again shortly"
        ) from error


class Prompt(msgspec.Struct, frozen=True):
    """A request as the model may see it: `body` for the engine, `texts` for guards and traces.

    `coverage` is None where redaction is off: what did not run is not reported as having run.
    """

    body: dict[str, Any]
    texts: tuple[Redacted, ...]
    identifiers: dict[str, int]
    coverage: Coverage | None

    @property
    def text(self) -> Redacted:
        return Redacted("\n".join(self.texts))

    @property
    def asks_for_json(self) -> bool:
        """True when the answer must be JSON, so that what is restored in it is escaped."""
        chosen = self.body.get("response_format")
        return isinstance(chosen, dict) and chosen.get("type") in JSON_FORMATS


class Redaction:
    """Redacts requests and loose texts, off the event loop."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self._redactor = Redactor(detector)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="redact")
        self._handed_over = 0

    async def prompt(self, ask: Ask, identities: Identities, mode: Mode) -> Prompt:
        """Redacts a request.

        Raises:
            UnsupportedInput: content that cannot be checked (an image, say).
            BadRequest: a bare completion in which identifiers were found.
            SafetyUnavailable: the detector could not run.
        """
        work = self._chat if ask.is_chat else self._completion
        return await self._run(lambda: work(ask, identities, mode), ask.size_bytes)

    async def texts(
        self, texts: Iterable[str], identities: Identities, mode: Mode = Mode.PSEUDONYMISE
    ) -> list[Redacted]:
        """Redacts loose texts with one conversation's map. Raises: SafetyUnavailable."""
        redact, listed = self._redactor.redact, list(texts)
        size = sum(map(len, listed))
        return await self._run(lambda: [redact(t, identities, mode).text for t in listed], size)

    def close(self) -> None:
        self._thread.shutdown()

    def _chat(self, ask: Ask, identities: Identities, mode: Mode) -> Prompt:
        messages = redact_messages(ask.body["messages"], self._redactor, identities, mode)
        others = {k: v for k, v in ask.body.items() if k not in OURS and k != "messages"}
        redacted, more = redact_json(others, self._redactor, identities, mode)
        rest: dict[str, Any] = msgspec.convert(redacted, dict[str, Any])
        body = {**rest, "messages": messages.messages}
        return self._finished(body, messages.texts, (*messages.spans, *more), mode)

    def _completion(self, ask: Ask, identities: Identities, mode: Mode) -> Prompt:
        others: dict[str, Any] = {k: v for k, v in ask.body.items() if k not in OURS}
        _, spans = redact_json(others, self._redactor, identities, mode)
        if spans:
            labels = ", ".join(sorted({span.label for span in spans}))
            raise BadRequest(
                f"the prompt holds identifiers ({labels}), and a bare completion cannot restore "
                "them: use /v1/chat/completions, or remove them",
                param="prompt",
                code="identifiers_found",
            )
        prompt = others["prompt"]
        texts = tuple(Redacted(text) for text in (prompt if isinstance(prompt, list) else [prompt]))
        return self._finished(others, texts, (), mode)

    def _finished(
        self, body: dict[str, Any], texts: tuple[Redacted, ...], spans: Iterable[Span], mode: Mode
    ) -> Prompt:
        coverage = None
        if mode is not Mode.OFF:
            chars = sum(map(len, texts))
            coverage = Coverage(self.detector.coverage, "prompt", over=len(texts), chars=chars)
        return Prompt(body, texts, dict(Counter(span.label for span in spans)), coverage)

    async def _run(self, work: Callable[[], T], chars: int) -> T:
        with guards_running():
            try:
                if chars <= SHORT_CHARS and not self._handed_over:
                    return work()
                return await self._hand_over(work)
            except UnsupportedContent as error:
                kind = f" ('{error.kind}')" if error.kind in UNREAD_KINDS else ""
                raise UnsupportedInput(
                    f"a part of the request{kind} cannot be checked for identifiers; send text "
                    "only, or remove that part",
                    param="messages",
                ) from error

    async def _hand_over(self, work: Callable[[], T]) -> T:
        """Runs on the thread; it counts as handed over until the *thread* is done with it."""
        loop = asyncio.get_running_loop()
        self._handed_over += 1
        done = self._thread.submit(work)
        done.add_done_callback(lambda _: loop.call_soon_threadsafe(self._came_back))
        return await asyncio.wrap_future(done)

    def _came_back(self) -> None:
        self._handed_over -= 1
