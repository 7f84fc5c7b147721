"""Traces, feedback, and what the scorer makes of them.

Feedback rows are a queue: a scorer leases some, works, and commits scores, stream states, alerts
and decisions *with* the end of the lease in one transaction. A scorer that dies loses only its
lease; a second commit of the same work changes nothing.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, select, update

from gateway.contracts import Alert, Feedback, RolloutDecision, Score, TraceRecord
from gateway.crypto import Keyring
from gateway.ledger.database import Database, LedgerConflict
from gateway.ledger.tables import alerts, decisions, feedback, scores, streams, traces


class SealedTrace(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `traces`: the columns queries need, the record itself encrypted."""

    request_id: str
    tenant: str
    alias: str
    version: str
    conversation: str
    created_at: float
    sealed: str


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """A sequential test's state under its name; `revision` 0 means not stored yet."""

    name: str
    state: dict[str, Any]
    revision: int = 0


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What one scoring step leaves: written together or not at all."""

    feedback_ids: list[str]
    scores: list[Score] = []
    streams: list[Stream] = []
    alerts: list[Alert] = []
    decisions: list[RolloutDecision] = []


class Evidence:
    """Everything that is measured about answers."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def seal_trace(self, record: TraceRecord) -> SealedTrace:
        """A trace as it may lie on a disk."""
        return SealedTrace(
            request_id=record.request_id,
            tenant=record.tenant,
            alias=record.alias,
            version=record.version,
            conversation=record.conversation,
            created_at=record.created_at,
            sealed=self._seal(record.tenant, "traces", record.request_id, record),
        )

    def add_traces(self, records: list[SealedTrace]) -> int:
        """Stores traces that are new; returns how many were."""
        with self._database.writing() as connection:
            rows = [msgspec.structs.asdict(record) for record in records]
            return self._database.insert_new(connection, traces, rows)

    def trace(self, request_id: str) -> TraceRecord | None:
        with self._database.reading() as connection:
            row = connection.execute(select(traces).filter_by(request_id=request_id)).first()
        return None if row is None else self._open_trace(row.sealed, request_id)

    def add_feedback(self, item: Feedback) -> None:
        row = {
            "id": item.id,
            "request_id": item.request_id,
            "tenant": item.tenant,
            "created_at": item.created_at,
            "sealed": self._seal(item.tenant, "feedback", item.id, item),
        }
        with self._database.writing() as connection:
            connection.execute(feedback.insert().values(**row))

    def lease_feedback(
        self, owner: str, limit: int, now_s: float, lease_s: float
    ) -> list[tuple[Feedback, TraceRecord]]:
        """Takes up to `limit` unscored feedback rows whose trace is here, oldest first."""
        free = feedback.c.scored_at.is_(None) & (feedback.c.leased_until <= now_s)
        query = (
            select(feedback.c.id, feedback.c.sealed, traces.c.request_id, traces.c.sealed)
            .join(traces, traces.c.request_id == feedback.c.request_id)
            .where(free)
            .order_by(feedback.c.created_at, feedback.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=feedback)
        )
        with self._database.writing() as connection:
            rows = connection.execute(query).all()
            taken = feedback.c.id.in_([row[0] for row in rows])
            lease = {"leased_by": owner, "leased_until": now_s + lease_s}
            connection.execute(update(feedback).where(taken).values(**lease))
        return [self._open_pair(row) for row in rows]

    def commit(self, findings: Findings, now_s: float) -> bool:
        """Writes a scoring step exactly once; False when it had been written before.

        Raises:
            LedgerConflict: another scorer moved one of the streams meanwhile; lease again.
        """
        open_rows = feedback.c.id.in_(findings.feedback_ids) & feedback.c.scored_at.is_(None)
        with self._database.writing() as connection:
            done = connection.execute(update(feedback).where(open_rows).values(scored_at=now_s))
            if done.rowcount != len(findings.feedback_ids):
                if done.rowcount:
                    raise LedgerConflict("some of these rows were scored meanwhile")
                return False
            for stream in findings.streams:
                _put_stream(connection, stream)
            self._insert(connection, scores, findings.scores, "request_id", "version")
            self._insert(connection, alerts, findings.alerts)
            self._insert(connection, decisions, findings.decisions, "alias")
        return True

    def stream(self, name: str) -> Stream:
        """A stream's state, empty when it has none yet."""
        with self._database.reading() as connection:
            row = connection.execute(select(streams).filter_by(name=name)).first()
        if row is None:
            return Stream(name=name, state={})
        return Stream(name=name, state=msgspec.json.decode(row.body), revision=row.revision)

    def scores(self, version: str) -> list[Score]:
        query = select(scores.c.body).filter_by(version=version).order_by(scores.c.created_at)
        return self._database.read_bodies(query, Score)

    def alerts(self) -> list[Alert]:
        query = select(alerts.c.body).order_by(alerts.c.created_at)
        return self._database.read_bodies(query, Alert)

    def open_decisions(self) -> list[RolloutDecision]:
        """Decisions that nobody has enacted yet, oldest first."""
        query = (
            select(decisions.c.body)
            .where(decisions.c.enacted_at.is_(None))
            .order_by(decisions.c.created_at)
        )
        return self._database.read_bodies(query, RolloutDecision)

    def close_decision(self, decision_id: str, outcome: str, now_s: float) -> None:
        """Records what became of a decision."""
        row = update(decisions).where(decisions.c.id == decision_id)
        with self._database.writing() as connection:
            connection.execute(row.values(enacted_at=now_s, outcome=outcome))

    def _insert(
        self, connection: Connection, table: Table, items: list[Any], *columns: str
    ) -> None:
        """Inserts contracts by id; `columns` are copied out of the body for queries."""
        rows = [
            {
                "id": item.id,
                "created_at": item.created_at,
                "body": msgspec.json.encode(item).decode(),
                **{column: getattr(item, column) for column in columns},
            }
            for item in items
        ]
        self._database.insert_new(connection, table, rows)

    def _open_pair(self, row: Row[Any]) -> tuple[Feedback, TraceRecord]:
        feedback_id, sealed_feedback, request_id, sealed_trace = tuple(row)
        body = self._keyring.open(sealed_feedback, f"feedback/{feedback_id}")
        return (
            msgspec.json.decode(body, type=Feedback),
            self._open_trace(sealed_trace, request_id),
        )

    def _open_trace(self, sealed: str, request_id: str) -> TraceRecord:
        body = self._keyring.open(sealed, f"traces/{request_id}")
        return msgspec.json.decode(body, type=TraceRecord)

    def _seal(self, tenant: str, table: str, key: str, item: msgspec.Struct) -> str:
        return self._keyring.seal(tenant, msgspec.json.encode(item).decode(), f"{table}/{key}")


def _put_stream(connection: Connection, stream: Stream) -> None:
    """Writes a stream's state if its revision is still the one that was read."""
    values = {
        "revision": stream.revision + 1,
        "body": msgspec.json.encode(stream.state).decode(),
    }
    if stream.revision == 0:
        connection.execute(streams.insert().values(name=stream.name, **values))
        return
    same = (streams.c.name == stream.name) & (streams.c.revision == stream.revision)
    if connection.execute(update(streams).where(same).values(**values)).rowcount != 1:
        raise LedgerConflict(f"stream '{stream.name}' was moved by another scorer")
