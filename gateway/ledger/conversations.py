"""The rows of the vault: one sealed identity map per tenant and conversation, expiring."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from gateway.crypto import Keyring
from gateway.ledger.database import Database
from gateway.ledger.tables import identities


class Conversations:
    """Sealed text per (tenant, conversation); expired rows read as absent."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def read(self, tenant: str, conversation: str, now_s: float) -> str | None:
        query = select(identities.c.sealed).where(
            identities.c.tenant == tenant,
            identities.c.conversation == conversation,
            identities.c.expires_at > now_s,
        )
        with self._database.reading() as connection:
            sealed = connection.execute(query).scalar_one_or_none()
        return None if sealed is None else self._keyring.open(sealed, _place(tenant, conversation))

    def write(self, tenant: str, conversation: str, text: str, expires_at: float) -> None:
        self.write_all({(tenant, conversation): text}, expires_at)

    def write_all(self, texts: Mapping[tuple[str, str], str], expires_at: float) -> None:
        """Replaces the texts of several (tenant, conversation) in one transaction."""
        rows = [
            {
                "tenant": tenant,
                "conversation": conversation,
                "sealed": self._keyring.seal(tenant, text, _place(tenant, conversation)),
                "expires_at": expires_at,
            }
            for (tenant, conversation), text in texts.items()
        ]
        with self._database.writing() as connection:
            for row in rows:
                key = {name: row[name] for name in ("tenant", "conversation")}
                connection.execute(delete(identities).filter_by(**key))
            connection.execute(identities.insert(), rows)

    def purge(self, now_s: float) -> int:
        """Deletes what has expired and returns how many rows went."""
        with self._database.writing() as connection:
            result = connection.execute(delete(identities).where(identities.c.expires_at <= now_s))
        return int(result.rowcount)


def _place(tenant: str, conversation: str) -> str:
    return f"identities/{tenant}/{conversation}"
