"""THE FLOW: one request from its key to its last token, one stage a line.

    authenticate -> admit -> route -> redact -> judge the prompt
      -> vLLM pieces -> stream guard -> restore -> release     (audit row first, trace row last)

Real identifiers exist only above `redact` and below `restore`. Plain and streamed answers, chats
and bare completions all come through this one generator: its first item is the `Head`, its later
items are pieces in OpenAI's shape. An error before the first piece becomes an HTTP status, after it
an error event. Leaving early (the client is gone) closes the engine's connection, the permit and
the record on the way out, and awaits nothing of ours.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager
from typing import Any

import msgspec

from gateway import pieces
from gateway.answers import Answer
from gateway.engine import Piece
from gateway.errors import SafetyUnavailable
from gateway.pieces import Report
from gateway.record import Entry, durable
from gateway.redaction import Prompt, guards_running
from gateway.requests import Ask
from gateway.services import Services
from gateway.subject import known_identifiers
from gateway.turn import Turn, route
from guards.phi.surrogates.redactor import Mode
from guards.policy.presets import EMERGENCY_TEXT
from guards.verdicts import Action, Verdict


class Head(msgspec.Struct, frozen=True):
    """What is known before the first piece; the routes turn it into headers."""

    version: str
    guards: tuple[str, ...]
    action: str
    not_covered: tuple[str, ...] = ()


async def answer(services: Services, ask: Ask) -> AsyncGenerator[Head | Piece, None]:
    """Answers one request; nothing is released that was not audited first.

    Raises:
        GatewayError: from any stage; see the module for what that means when.
    """
    caller = await services.keys.authenticate(ask.headers.get("authorization"))
    services.aliases.find(ask.model)  # unknown is told before waiting; what is live, after it
    with await services.admission.admit(caller, ask.estimated_tokens) as permit:
        turn = route(services, ask, caller, services.aliases.find(ask.model))
        with services.aliases.pinned(turn.version), _recorded(services, ask, turn) as entry:
            with _help_for_patients(turn):
                prompt = await _redact(services, ask, turn)
                verdict = _judge(turn, prompt)
            report = turn.report(prompt, verdict)
            entry.know(**_facts(prompt, report))
            audited = entry.admitted(prompt.record)
            yield _head(entry, report)

            if text := turn.fixed_text(verdict):
                await durable(audited)
                await entry.close("blocked")
                yield report.on(pieces.fixed(ask, text))
                return

            reply = _reply(services, turn, prompt)
            try:
                async with (
                    _generate(services, ask, turn, prompt, entry) as raw,
                    aclosing(_released(ask, entry, reply, report, raw)) as released,
                ):
                    async for piece in released:
                        await durable(audited)
                        yield piece
            finally:
                permit.used_tokens = reply.used_tokens(prompt.text)
                _learn(entry, reply)


@contextmanager
def _recorded(services: Services, ask: Ask, turn: Turn) -> Iterator[Entry]:
    """The request's span and its entry in the record, closed on every way out."""
    with (
        services.tracing.chat(turn.route.alias, ask.headers) as span,
        Entry(services.recorder, turn.draft(ask), span) as entry,
    ):
        yield entry


@contextmanager
def _help_for_patients(turn: Turn) -> Iterator[None]:
    """A patient who cannot be served because guards are down is still told where help is."""
    try:
        yield
    except SafetyUnavailable as error:
        if not turn.policies.patient_facing:
            raise
        raise SafetyUnavailable(f"{EMERGENCY_TEXT} ({error.message})") from error


async def _redact(services: Services, ask: Ask, turn: Turn) -> Prompt:
    """The request without identifiers, by the map of its patient or conversation."""
    mode, tenant, name = turn.mode, turn.caller.tenant, turn.identity_map
    if mode.restores:
        is_new = ask.opens_conversation and turn.subject is None
        identities = await services.vault.identities(tenant, name, is_new=is_new)
    else:
        identities = services.vault.unkept(tenant, name)
    known = known_identifiers(ask.extras, ask.body.get("user"))
    prompt = await services.redaction.prompt(ask, identities, mode, known)
    if mode.restores:
        services.vault.keep(tenant, name)
    return prompt


def _judge(turn: Turn, prompt: Prompt) -> Verdict | None:
    """The strictest verdict of the alias's policies on the redacted prompt."""
    with guards_running():
        return turn.policies.strictest(turn.policies.judge_prompt(prompt.texts))


def _head(entry: Entry, report: Report) -> Head:
    draft = entry.draft
    return Head(draft.version, tuple(draft.guards), report.action, tuple(draft.not_covered))


def _reply(services: Services, turn: Turn, prompt: Prompt) -> Answer:
    """The guard over the answer, which restores only what stands in this prompt; where redaction
    is off it has nothing to look for.
    """
    detector = None if turn.mode is Mode.OFF else services.redaction.detector
    in_json = prompt.asks_for_json or turn.release.response_schema is not None
    return Answer(prompt.identities, detector, mode=turn.mode, json_content=in_json)


def _generate(
    services: Services, ask: Ask, turn: Turn, prompt: Prompt, entry: Entry
) -> AbstractAsyncContextManager[AsyncIterator[Piece]]:
    """The engine's pieces for the redacted request; leaving the context aborts it there."""
    headers = services.tracing.headers(entry.span)
    body = turn.engine_body(ask, prompt)
    return services.engine.generate(ask.path, body, turn.release.adapter, headers)


async def _released(
    ask: Ask, entry: Entry, reply: Answer, report: Report, raw: AsyncIterator[Piece]
) -> AsyncGenerator[Piece, None]:
    """Guarded pieces; the last one waits for the closing audit event and carries the report."""
    last: Piece | None = None
    async for piece in raw:
        entry.first_piece()
        with guards_running():
            guarded = pieces.signed(ask, reply.release(piece))
        if ask.stream and _is_skipped(ask, guarded):
            continue
        if last is not None:
            yield last
        last = guarded if pieces.is_last(piece) else None
        if last is None:
            yield guarded
    _learn(entry, reply)
    entry.know(action=_final_action(report, reply))
    await entry.close("answered")
    final = msgspec.structs.replace(
        report, action=entry.draft.action, guards=[*report.guards, *reply.coverage]
    )
    yield final.on(last or pieces.signed(ask, {"choices": []}))


def _is_skipped(ask: Ask, piece: Piece) -> bool:
    """True for a chunk the client did not ask for, or one that has nothing to say yet."""
    if pieces.is_usage(piece):
        return not ask.include_usage
    return pieces.is_silent(piece)


def _final_action(report: Report, reply: Answer) -> str:
    """What was decided on the prompt, or `flag` when the stream guard had to step in."""
    allowed = report.action == Action.ALLOW.wire
    return Action.FLAG.wire if allowed and reply.flagged else report.action


def _learn(entry: Entry, reply: Answer) -> None:
    """What was said so far, and what was hidden in it."""
    entry.know(
        answer=reply.text,
        finish_reason=reply.finish_reason,
        prompt_tokens=reply.prompt_tokens,
        completion_tokens=reply.completion_tokens,
    )
    entry.hid(reply.record, reply.unknown)


def _facts(prompt: Prompt, report: Report) -> dict[str, Any]:
    return {
        "prompt": prompt.text,
        "identifiers": prompt.identifiers,
        "guards": [coverage.guard for coverage in report.guards],
        "not_covered": sorted({code for c in report.guards for code in c.not_covered}),
        "action": report.action,
    }
