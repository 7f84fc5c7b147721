"""Audit events drained from the journals, and the proof that no link is missing."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select

from gateway.contracts import AuditEvent
from gateway.ledger.database import Database
from gateway.ledger.tables import audit_events


class Events:
    """Hash-chained events by (chain, sequence)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, events: list[AuditEvent]) -> int:
        """Stores events that are new; returns how many were."""
        rows = [
            {
                "chain": event.chain,
                "sequence": event.sequence,
                "at": event.at,
                "kind": event.kind,
                "subject": event.subject,
                "body": msgspec.json.encode(event).decode(),
            }
            for event in events
        ]
        with self._database.writing() as connection:
            return self._database.insert_new(connection, audit_events, rows)

    def heads(self) -> list[AuditEvent]:
        """The last event of every chain."""
        last = select(audit_events.c.chain, func.max(audit_events.c.sequence).label("sequence"))
        newest = last.group_by(audit_events.c.chain).subquery()
        same = (audit_events.c.chain == newest.c.chain) & (
            audit_events.c.sequence == newest.c.sequence
        )
        query = select(audit_events.c.body).join(newest, same)
        return self._database.read_bodies(query, AuditEvent)

    def chains(self) -> list[str]:
        """The name of every chain."""
        with self._database.reading() as connection:
            rows = connection.execute(select(audit_events.c.chain).distinct())
            return [str(row[0]) for row in rows]

    def chain(self, chain: str) -> list[AuditEvent]:
        """The events of one chain in order."""
        query = select(audit_events.c.body).filter_by(chain=chain)
        return self._database.read_bodies(query.order_by(audit_events.c.sequence), AuditEvent)

    def about(self, subject: str) -> list[AuditEvent]:
        """Every event about one subject (a request, an alias, a key), oldest first."""
        query = select(audit_events.c.body).filter_by(subject=subject)
        return self._database.read_bodies(query.order_by(audit_events.c.at), AuditEvent)
