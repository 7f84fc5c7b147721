"""The gateway's side of `redact`: whole request bodies in, bodies without identifiers out.

Detection is CPU work. A long text is read on one thread beside the event loop; a short one, when
that thread is idle, on the loop itself, because handing it over and waiting for the interpreter's
lock costs several times the work. Either way one text is read at a time, so that a map of
identities is never touched by two. Whatever the guards raise, nothing is sent: fail closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from gateway.contracts import RedactionRecord
from gateway.errors import BadRequest, SafetyUnavailable, UnsupportedInput
from gateway.evidence import by_label, redaction_record
from gateway.requests import OURS, Ask
from guards.phi.detector import Detector
from guards.phi.forms.structured import redact_chat, redact_json
from guards.phi.labels import KnownIdentifier
from guards.phi.language import not_covered
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import (
    Coverage,
    DetectorUnavailable,
    GuardsError,
    Redacted,
    UnsupportedContent,
)

T = TypeVar("T")
Known = Sequence[KnownIdentifier]
UNREAD_KINDS = ("image_url", "input_image", "input_audio", "video_url", "file", "input_file")
"""Kinds of content that exist; any other word in their place is text of the request."""
SHORT_CHARS = 1_500
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
    `identities` are those that stand in the body: all that its answer may restore.
    """

    body: dict[str, Any]
    texts: tuple[Redacted, ...]
    identities: Identities
    record: RedactionRecord
    coverage: Coverage | None

    @property
    def text(self) -> Redacted:
        return Redacted("\n".join(self.texts))

    @property
    def identifiers(self) -> dict[str, int]:
        """How many were replaced, by label."""
        return by_label(self.record)

    @property
    def asks_for_json(self) -> bool:
        """True when the answer must be JSON, so that what is restored in it is escaped."""
        chosen = self.body.get("response_format")
        return isinstance(chosen, dict) and chosen.get("type") in JSON_FORMATS


class Texts(msgspec.Struct, frozen=True):
    """Loose texts without identifiers, and what was replaced in them."""

    texts: list[Redacted]
    record: RedactionRecord
    coverage: Coverage


class Redaction:
    """Redacts requests and loose texts, off the event loop."""

    def __init__(self, detector: Detector | DetectorUnavailable) -> None:
        """A detector that could not be made stands for itself: every use says why."""
        broken = isinstance(detector, DetectorUnavailable)
        self.unavailable = str(detector) if broken else None
        self._redactor = None if isinstance(detector, DetectorUnavailable) else Redactor(detector)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="redact")
        self._handed_over = 0

    @property
    def detector(self) -> Detector:
        """Raises: SafetyUnavailable: it could not be made when the server started."""
        return self._ready.detector

    async def prompt(
        self, ask: Ask, identities: Identities, mode: Mode, known: Known = ()
    ) -> Prompt:
        """Redacts a request.

        Raises:
            UnsupportedInput: content that cannot be checked (an image, say).
            BadRequest: a bare completion in which identifiers were found.
            SafetyUnavailable: the detector could not run.
        """
        work = self._chat if ask.is_chat else self._completion
        return await self._run(lambda: work(ask, identities, mode, known), ask.size_bytes)

    async def texts(
        self,
        texts: Iterable[str],
        identities: Identities,
        mode: Mode = Mode.PSEUDONYMISE,
        known: Known = (),
    ) -> Texts:
        """Redacts loose texts, each on its own, with one map. Raises: SafetyUnavailable."""
        listed = list(texts)

        def work() -> Texts:
            redact = self._ready.redact
            done = [redact(text, identities, mode, known) for text in listed]
            redacted, spans = [d.text for d in done], [d.spans for d in done]
            record = redaction_record(self.detector.coverage, mode.value, spans)
            return Texts(redacted, record, self._coverage(listed))

        return await self._run(work, sum(map(len, listed)))

    def close(self) -> None:
        self._thread.shutdown()

    @property
    def _ready(self) -> Redactor:
        if self._redactor is None:
            raise SafetyUnavailable(
                f"identifiers cannot be found, so nothing is sent: {self.unavailable}"
            )
        return self._redactor

    def _chat(self, ask: Ask, identities: Identities, mode: Mode, known: Known) -> Prompt:
        body = {field: value for field, value in ask.body.items() if field not in OURS}
        chat = redact_chat(body, self._ready, identities, mode, known)
        record = redaction_record(self.detector.coverage, mode.value, chat.spans_by_text)
        coverage = None if mode is Mode.OFF else self._coverage(chat.texts)
        return Prompt(chat.body, chat.texts, identities.within(chat.every_text), record, coverage)

    def _completion(self, ask: Ask, identities: Identities, mode: Mode, known: Known) -> Prompt:
        body: dict[str, Any] = {k: v for k, v in ask.body.items() if k not in OURS}
        _, spans = redact_json(body, self._ready, identities, mode, known)
        if spans:
            labels = ", ".join(sorted({span.label for span in spans}))
            raise BadRequest(
                f"the prompt holds identifiers ({labels}), and a bare completion cannot restore "
                "them: use /v1/chat/completions, or remove them",
                param="prompt",
                code="identifiers_found",
            )
        prompt = body["prompt"]
        texts = tuple(Redacted(text) for text in (prompt if isinstance(prompt, list) else [prompt]))
        record = redaction_record(self.detector.coverage, mode.value, [() for _ in texts])
        coverage = None if mode is Mode.OFF else self._coverage(texts)
        return Prompt(body, texts, Identities(), record, coverage)

    def _coverage(self, texts: Sequence[str]) -> Coverage:
        chars = sum(map(len, texts))
        languages = not_covered(texts)
        return Coverage(self.detector.coverage, "prompt", len(texts), chars, languages)

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
