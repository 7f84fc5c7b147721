"""What is decided about a request before its text is touched, and what follows from it."""

from __future__ import annotations

import hashlib
from time import time
from typing import Any

import msgspec

from gateway.contracts import AliasState, Release, TraceRecord
from gateway.errors import PermissionDenied
from gateway.keys import Caller
from gateway.pieces import Report
from gateway.redaction import Prompt
from gateway.requests import Ask
from gateway.routing import Route, choose
from gateway.services import Services
from gateway.subject import subject_of
from guards.phi.surrogates.redactor import Mode
from guards.policy.presets import PolicySet
from guards.verdicts import Action, Verdict

SUSPENDED = "suspended"


class Turn(msgspec.Struct, frozen=True):
    """One request's caller, conversation and pinned release; they hold to its end."""

    caller: Caller
    conversation: str
    subject: str | None
    route: Route
    version: str
    policies: PolicySet

    @property
    def release(self) -> Release:
        return self.route.release

    @property
    def mode(self) -> Mode:
        """The alias's PHI mode. Raises: PermissionDenied: it is off, for evaluators alone."""
        mode = Mode(self.release.phi_mode)
        if mode is Mode.OFF and self.caller.key.role != "evaluator":
            raise PermissionDenied("this model takes unredacted text and is for evaluators only")
        return mode

    @property
    def identity_map(self) -> str:
        """The vault's map of this request: its patient's where it names one."""
        return self.subject or self.conversation

    def draft(self, ask: Ask) -> TraceRecord:
        """The trace as far as it is known now."""
        return TraceRecord(
            request_id=ask.request_id,
            tenant=self.caller.tenant,
            alias=self.route.alias,
            version=self.version,
            release=self.release.id,
            conversation=self.conversation,
            department=self.caller.department or ask.extras.department,
            created_at=time(),
            subject=self.subject,
        )

    def report(self, prompt: Prompt, verdict: Verdict | None) -> Report:
        """What callers are told was done, as far as it is known before generation."""
        action, reason = Action.ALLOW, None
        if verdict is not None:
            action, reason = verdict.action, verdict.reason
        if self.route.fixed_text is not None:
            action, reason = Action.BLOCK, SUSPENDED
        return Report(
            action=action.wire,
            version=self.version,
            release=self.release.id,
            guards=[c for c in (prompt.coverage, *self.policies.coverage) if c is not None],
            reason=reason,
        )

    def fixed_text(self, verdict: Verdict | None) -> str | None:
        """The text that stands in for an answer, when one must not be generated."""
        if self.route.fixed_text is not None:
            return self.route.fixed_text
        if verdict is not None and verdict.action >= Action.ABSTAIN:
            return self.policies.fixed_text(verdict)
        return None

    def engine_body(self, ask: Ask, prompt: Prompt) -> dict[str, Any]:
        """What vLLM is asked: the redacted body, the release's own parts, a salt per tenant."""
        body = {**prompt.body, "stream": ask.stream, "request_id": ask.request_id}
        body["cache_salt"] = _salt(self.caller.tenant)
        body["stream_options"] = {"include_usage": True} if ask.stream else None
        if ask.is_chat and self.release.prompt_template:
            system = {"role": "system", "content": self.release.prompt_template}
            body["messages"] = [system, *body["messages"]]
        if ask.is_chat and self.release.response_schema and "response_format" not in body:
            schema = {"name": self.release.alias, "schema": self.release.response_schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body


def route(services: Services, ask: Ask, caller: Caller, alias: AliasState) -> Turn:
    """Pins the release that answers. Raises: SafetyUnavailable: its policy set is gone."""
    key = services.ledger.keyring.derive("conversation")
    conversation = ask.conversation(caller.tenant, key)
    reference = ask.extras.subject_ref
    chosen = choose(alias, caller.department or ask.extras.department, conversation)
    return Turn(
        caller=caller,
        conversation=conversation,
        subject=subject_of(caller.tenant, reference, key) if reference else None,
        route=chosen,
        version=chosen.release.adapter or services.base_version,
        policies=services.policies(chosen.release.policy),
    )


def _salt(tenant: str) -> str:
    """Keeps the prefix caches of tenants apart in vLLM."""
    return hashlib.sha256(tenant.encode()).hexdigest()[:16]
