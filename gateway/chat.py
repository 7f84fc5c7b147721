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

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from time import time
from typing import Any

import msgspec

from gateway import pieces
from gateway.answers import Answer
from gateway.contracts import Release, TraceRecord
from gateway.engine import Piece
from gateway.errors import PermissionDenied, SafetyUnavailable
from gateway.keys import Caller
from gateway.pieces import Report
from gateway.record import Entry, durable
from gateway.redaction import Prompt
from gateway.requests import Ask
from gateway.routing import Route, choose
from gateway.services import Services
from guards.phi.surrogates import Mode
from guards.policy.presets import EMERGENCY_TEXT, PolicySet
from guards.verdicts import Action, Verdict

SUSPENDED = "suspended"
JSON_FORMATS = ("json_object", "json_schema")


class Head(msgspec.Struct, frozen=True):
    """What is known before the first piece; the routes turn it into headers."""

    version: str
    guards: tuple[str, ...]
    action: str


async def answer(services: Services, ask: Ask) -> AsyncGenerator[Head | Piece, None]:
    """Answers one request; nothing is released that was not audited first.

    Raises:
        GatewayError: from any stage; see the module for what that means when.
    """
    caller = await services.keys.authenticate(ask.headers.get("authorization"))
    alias = services.aliases.find(ask.model)
    with await services.admission.admit(caller, ask.estimated_tokens) as permit:
        conversation = ask.conversation(caller.tenant, services.conversation_key)
        route = choose(alias, caller.department or ask.extras.department, conversation)
        version = route.release.adapter or services.base_version
        draft = _draft(ask, caller, route, version, conversation)
        with (
            services.aliases.pinned(version),
            services.tracing.chat(route.alias, ask.headers) as span,
            Entry(services.recorder, draft, span) as entry,
        ):
            policies = services.policies(route.release.policy)
            with _emergency_text_if_unchecked(policies):
                identities = await services.vault.identities(caller.tenant, conversation)
                mode = _mode(route.release, caller)
                prompt = await services.redaction.prompt(ask, identities, mode)
                services.vault.keep(caller.tenant, conversation)
                verdict = policies.strictest(policies.judge_prompt(prompt.texts))
            head = _head(version, route, prompt, policies, verdict)
            entry.know(**_facts(prompt, head))
            audited = entry.admitted()
            yield head

            report = _report(head, route, verdict, prompt, policies)
            if text := _fixed_text(route, policies, verdict):
                await durable(audited)
                await entry.close("blocked")
                yield report.on(pieces.fixed(ask, text))
                return

            reply = Answer(identities, services.redaction.detector, json_content=_is_json(prompt))
            body = _engine_body(ask, caller, route.release, prompt)
            try:
                async with services.engine.generate(
                    ask.path, body, route.release.adapter, services.tracing.headers(span)
                ) as raw:
                    await durable(audited)
                    async with aclosing(_released(ask, entry, reply, report, raw)) as released:
                        async for piece in released:
                            yield piece
            finally:
                permit.used_tokens = reply.prompt_tokens + reply.completion_tokens
                entry.know(**_outcome(reply))


async def _released(
    ask: Ask, entry: Entry, reply: Answer, report: Report, raw: AsyncIterator[Piece]
) -> AsyncGenerator[Piece, None]:
    """Guarded pieces; the last one waits for the closing audit event and carries the report."""
    last: Piece | None = None
    async for piece in raw:
        entry.first_piece()
        guarded = pieces.signed(ask, reply.release(piece))
        if ask.stream and _is_skipped(ask, guarded):
            continue
        if last is not None:
            yield last
        last = guarded if pieces.is_last(piece) else None
        if last is None:
            yield guarded
    entry.know(**_outcome(reply), action=_final_action(report, reply))
    await entry.close("answered")
    final = msgspec.structs.replace(
        report, action=entry.draft.action, guards=[*report.guards, reply.coverage]
    )
    yield final.on(last or pieces.signed(ask, {"choices": []}))


@contextmanager
def _emergency_text_if_unchecked(policies: PolicySet) -> Iterator[None]:
    """A patient who cannot be served because guards are down is still told where help is."""
    try:
        yield
    except SafetyUnavailable as error:
        if not policies.patient_facing:
            raise
        raise SafetyUnavailable(f"{EMERGENCY_TEXT} ({error.message})") from error


def _is_skipped(ask: Ask, piece: Piece) -> bool:
    """True for a chunk the client did not ask for, or one that has nothing to say yet."""
    if pieces.is_usage(piece):
        return not ask.include_usage
    return pieces.is_silent(piece)


def _mode(release: Release, caller: Caller) -> Mode:
    """The alias's mode; redaction may be off for evaluators alone. Raises: PermissionDenied."""
    mode = Mode(release.phi_mode)
    if mode is Mode.OFF and caller.key.role != "evaluator":
        raise PermissionDenied("this model takes unredacted text and is for evaluators only")
    return mode


def _draft(ask: Ask, caller: Caller, route: Route, version: str, conversation: str) -> TraceRecord:
    return TraceRecord(
        request_id=ask.request_id,
        tenant=caller.tenant,
        alias=route.alias,
        version=version,
        release=route.release.id,
        conversation=conversation,
        department=caller.department or ask.extras.department,
        outcome="open",
        action="allow",
        finish_reason=None,
        prompt="",
        answer="",
        prompt_tokens=0,
        completion_tokens=0,
        identifiers={},
        guards=[],
        duration_ms=0.0,
        first_piece_ms=None,
        created_at=time(),
    )


def _head(
    version: str, route: Route, prompt: Prompt, policies: PolicySet, verdict: Verdict | None
) -> Head:
    action = verdict.action if verdict else Action.ALLOW
    if route.fixed_text is not None:
        action = Action.BLOCK
    guards = (prompt.coverage.guard, *(coverage.guard for coverage in policies.coverage))
    return Head(version, guards, action.wire)


def _facts(prompt: Prompt, head: Head) -> dict[str, Any]:
    return {
        "prompt": prompt.text,
        "identifiers": prompt.identifiers,
        "guards": list(head.guards),
        "action": head.action,
    }


def _outcome(reply: Answer) -> dict[str, Any]:
    return {
        "answer": reply.text,
        "finish_reason": reply.finish_reason,
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
    }


def _report(
    head: Head, route: Route, verdict: Verdict | None, prompt: Prompt, policies: PolicySet
) -> Report:
    reason = SUSPENDED if route.fixed_text is not None else (verdict.reason if verdict else None)
    return Report(
        action=head.action,
        version=head.version,
        release=route.release.id,
        guards=[prompt.coverage, *policies.coverage],
        reason=reason,
    )


def _fixed_text(route: Route, policies: PolicySet, verdict: Verdict | None) -> str | None:
    """The text that stands in for an answer, when one must not be generated."""
    if route.fixed_text is not None:
        return route.fixed_text
    if verdict is not None and verdict.action >= Action.ABSTAIN:
        return policies.fixed_text(verdict)
    return None


def _final_action(report: Report, reply: Answer) -> str:
    """What was decided on the prompt, or `flag` when the stream guard had to step in."""
    allowed = report.action == Action.ALLOW.wire
    return Action.FLAG.wire if allowed and reply.flagged else report.action


def _engine_body(ask: Ask, caller: Caller, release: Release, prompt: Prompt) -> dict[str, Any]:
    """What vLLM is asked: the redacted body, the release's own parts, a salt per tenant."""
    body = {**prompt.body, "stream": ask.stream, "cache_salt": _salt(caller.tenant)}
    body["stream_options"] = {"include_usage": True} if ask.stream else None
    if ask.is_chat and release.prompt_template:
        system = {"role": "system", "content": release.prompt_template}
        body["messages"] = [system, *body["messages"]]
    if ask.is_chat and release.response_schema and "response_format" not in body:
        schema = {"name": release.alias, "schema": release.response_schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _salt(tenant: str) -> str:
    """Keeps the prefix caches of tenants apart in vLLM."""
    return hashlib.sha256(tenant.encode()).hexdigest()[:16]


def _is_json(prompt: Prompt) -> bool:
    chosen = prompt.body.get("response_format")
    return isinstance(chosen, Mapping) and chosen.get("type") in JSON_FORMATS
