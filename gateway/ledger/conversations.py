"""The rows of the vault: one sealed identity map per tenant and name, expiring."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from sqlalchemy import delete, func, select

from gateway.crypto import Keyring
from gateway.ledger.database import Database
from gateway.ledger.tables import identities

Name = tuple[str, str]
"""(tenant, map): the map's name is a keyed hash of a conversation or a patient."""


class Kept(msgspec.Struct, frozen=True):
    """A map's text, opened, and when it expires (seconds since the epoch)."""

    text: str
    expires_at: float


class Holding(msgspec.Struct, frozen=True):
    """What lies in the vault for one tenant; `expires_first` and `_last` are epoch seconds."""

    tenant: str
    maps: int
    patients: int
    expires_first: float
    expires_last: float


class Conversations:
    """Sealed text per (tenant, map); expired rows read as absent."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def read(self, tenant: str, identity_map: str, now_s: float) -> Kept | None:
        """Raises: CryptoError: it was written under another key, altered or moved."""
        query = select(identities.c.sealed, identities.c.expires_at).where(
            identities.c.tenant == tenant,
            identities.c.conversation == identity_map,
            identities.c.expires_at > now_s,
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Kept(self._keyring.open(row.sealed, _place(tenant, identity_map)), row.expires_at)

    def write_all(self, texts: Mapping[Name, str], expires_at: float) -> None:
        """Replaces the texts of several (tenant, map) in one transaction."""
        rows = [
            {
                "tenant": tenant,
                "conversation": identity_map,
                "sealed": self._keyring.seal(tenant, text, _place(tenant, identity_map)),
                "expires_at": expires_at,
            }
            for (tenant, identity_map), text in texts.items()
        ]
        with self._database.writing() as connection:
            for row in rows:
                key = {name: row[name] for name in ("tenant", "conversation")}
                connection.execute(delete(identities).filter_by(**key))
            connection.execute(identities.insert(), rows)

    def expire(self, now_s: float) -> int:
        """Deletes what has expired and returns how many rows went."""
        with self._database.writing() as connection:
            result = connection.execute(delete(identities).where(identities.c.expires_at <= now_s))
        return int(result.rowcount)

    def purge(self, tenant: str, identity_maps: Collection[str] | None = None) -> set[str]:
        """Deletes a tenant's maps, or those named; returns the names of what went."""
        chosen = identities.c.tenant == tenant
        if identity_maps is not None:
            chosen &= identities.c.conversation.in_(identity_maps)
        with self._database.writing() as connection:
            named = select(identities.c.conversation).where(chosen)
            gone = {str(row[0]) for row in connection.execute(named)}
            connection.execute(delete(identities).where(chosen))
        return gone

    def holdings(self, now_s: float) -> list[Holding]:
        """What has not expired, by tenant; nothing is decrypted for it."""
        of_patient = identities.c.conversation.like("subject.%")
        query = (
            select(
                identities.c.tenant,
                func.count().label("maps"),
                func.count().filter(of_patient).label("patients"),
                func.min(identities.c.expires_at).label("expires_first"),
                func.max(identities.c.expires_at).label("expires_last"),
            )
            .where(identities.c.expires_at > now_s)
            .group_by(identities.c.tenant)
            .order_by(identities.c.tenant)
        )
        with self._database.reading() as connection:
            return [Holding(**row._mapping) for row in connection.execute(query)]


def _place(tenant: str, identity_map: str) -> str:
    return f"identities/{tenant}/{identity_map}"
