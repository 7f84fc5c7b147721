"""What crosses a boundary between packages or processes: every file and row, in one place.

Each contract carries `schema_version`; a reader refuses a version it does not know. Times are
seconds since the Unix epoch (UTC). Digests are lower-case SHA-256 hex. Nothing here holds an
identifier of a patient: texts are redacted before they become a contract.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec

SCHEMA_VERSION = 1
TRACE_VERSION = 2
"""2: `subject`, and the languages in `not_covered`."""

BASE_FILES = (
    "chat_template.jinja",
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
)

Message = dict[str, Any]
"""One chat message in OpenAI's shape."""


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """A golden question: greedy `answer` of the adapter and `base_answer` of the bare base."""

    messages: list[Message]
    max_tokens: int
    answer: str
    base_answer: str


class AdapterManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an adapter directory says of itself (`manifest.json`); see `manifest_digest`."""

    name: str
    label: str
    base_digest: str
    data_digest: str
    recipe: dict[str, Any]
    metrics: dict[str, Any]
    probes: list[Probe]
    files: dict[str, str]
    intended_use: str
    limitations: str
    licence: str
    created_at: str
    signature: str | None = None
    schema_version: int = SCHEMA_VERSION


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that answers under an alias at one time; it flips and rolls back as a whole.

    `adapter` is `name@sha12`, or None for the base. `response_schema` is a JSON schema the answer
    must satisfy, `phi_mode` a `guards.phi.surrogates.redactor.Mode`.
    """

    alias: str
    adapter: str | None = None
    prompt_template: str | None = None
    corpus: str | None = None
    policy: str = "clinician"
    response_schema: dict[str, Any] | None = None
    phi_mode: str = "pseudonymise"
    schema_version: int = SCHEMA_VERSION

    @property
    def id(self) -> str:
        """First 12 hex digits of the content's digest: equal releases have equal ids."""
        return hashlib.sha256(canonical_json(self)).hexdigest()[:12]


class AliasState(msgspec.Struct, frozen=True, kw_only=True):
    """Which releases an alias answers from. `revision` grows with every flip.

    `canary_weight` lies in [0, 1]; `pilots` maps a department to its release; `suspended` holds
    the fixed text that replaces generation, or None.
    """

    alias: str
    live: Release
    previous: Release | None = None
    canary: Release | None = None
    canary_weight: float = 0.0
    pilots: dict[str, Release] = {}
    suspended: str | None = None
    revision: int = 0
    intended_use: str = ""
    limitations: str = ""
    schema_version: int = SCHEMA_VERSION

    def releases(self) -> Iterable[Release]:
        """Every release that traffic can reach now, or at once by a rollback."""
        named = (self.live, self.previous, self.canary, *self.pilots.values())
        return (release for release in named if release is not None)


class RolloutDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What evidence asks of an alias; the gateway's reconciler enacts it once.

    `release` is the release id that was live when the evidence arose: a decision about a release
    that is no longer live is void.
    """

    id: str
    alias: str
    kind: Literal["rollback", "suspend"]
    release: str
    reason: str
    evidence: dict[str, Any]
    created_at: float
    schema_version: int = SCHEMA_VERSION


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """One person's consent to a rollout plan, named by its digest."""

    id: str
    plan_digest: str
    person: str
    created_at: float
    schema_version: int = SCHEMA_VERSION


class TraceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One request, redacted: the row that is also the scoring queue.

    `prompt` and `answer` are redacted text, encrypted at rest by the ledger. `outcome` is `open`
    until it is `answered`, `blocked`, `aborted` or `failed`. Durations are milliseconds.
    `subject` is a keyed hash of the patient the request named; `not_covered` are languages that
    no detector was measured on.
    """

    request_id: str
    tenant: str
    alias: str
    version: str
    release: str
    conversation: str
    department: str | None
    created_at: float
    outcome: str = "open"
    action: str = "allow"
    finish_reason: str | None = None
    prompt: str = ""
    answer: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    identifiers: dict[str, int] = {}
    guards: list[str] = []
    duration_ms: float = 0.0
    first_piece_ms: float | None = None
    subject: str | None = None
    not_covered: list[str] = []
    schema_version: int = TRACE_VERSION

    @property
    def identity_map(self) -> str:
        """The vault's map that this request used: its patient's, else its conversation's."""
        return self.subject or self.conversation


class RedactionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Every redaction of one request, without a value: part of an audit event.

    `by_rule` counts all of them by `LABEL/letter/source`. `spans` holds the first ones as (text,
    start, end, label, letter, source, score): the text's index in reading order, half-open
    code-point offsets into it as it came, and what found it; `left_out` says how many more there
    were. `detector` names every version that ran.
    """

    detector: str
    mode: str
    texts: int
    by_rule: dict[str, int]
    spans: list[tuple[int, int, int, str, str, str, float]]
    left_out: int = 0
    schema_version: int = SCHEMA_VERSION


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """What a user said of one answer. `rating` is -1, 0 or 1; texts are redacted."""

    id: str
    request_id: str
    tenant: str
    rating: int | None
    corrected: str | None
    labels: list[str]
    comment: str | None
    created_at: float
    schema_version: int = SCHEMA_VERSION


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement of one answer: `loss_01` in [0, 1], or None for *not scored* (never 0)."""

    id: str
    request_id: str
    alias: str
    version: str
    release: str
    metric: str
    loss_01: float | None
    source: str
    created_at: float
    schema_version: int = SCHEMA_VERSION


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A page or a ticket, with its evidence."""

    id: str
    severity: Literal["page", "ticket"]
    stream: str
    summary: str
    evidence: dict[str, Any]
    created_at: float
    schema_version: int = SCHEMA_VERSION


class TrainingJob(msgspec.Struct, frozen=True, kw_only=True):
    """A queued retraining, with the alert that asked for it."""

    id: str
    adapter: str
    reason: str
    evidence: dict[str, Any]
    created_at: float
    schema_version: int = SCHEMA_VERSION


class AuditEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a hash chain: `digest` covers every other field, `previous` the link before."""

    chain: str
    sequence: int
    previous: str
    at: float
    kind: str
    subject: str
    detail: dict[str, Any]
    digest: str = ""
    schema_version: int = SCHEMA_VERSION


def canonical_json(value: Any) -> bytes:
    """The one byte string of a JSON value: keys sorted, no white space."""
    return msgspec.json.encode(value, order="deterministic")


def audit_digest(event: AuditEvent) -> str:
    """The digest that `event` must carry."""
    return hashlib.sha256(canonical_json(msgspec.structs.replace(event, digest=""))).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def base_digest(model_dir: Path) -> str:
    """The digest of a base model: weights, tokenizer, template and configuration, by name."""
    present = [name for name in BASE_FILES if (model_dir / name).is_file()]
    lines = [f"{file_digest(model_dir / name)}  {name}\n" for name in present]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def manifest_digest(manifest: AdapterManifest) -> str:
    """The digest of an adapter: its manifest names every file's digest, so it binds them all.

    A signature signs this digest and therefore is not part of it.
    """
    unsigned = msgspec.structs.replace(manifest, signature=None)
    return hashlib.sha256(canonical_json(unsigned)).hexdigest()


def version_name(manifest: AdapterManifest) -> str:
    """`name@sha12`: the name under which an adapter version is loaded, for ever."""
    return f"{manifest.name}@{manifest_digest(manifest)[:12]}"
