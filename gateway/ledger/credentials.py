"""API keys (hashed) and the tenants' wrapped data keys."""

from __future__ import annotations

import msgspec
from sqlalchemy import select, update

from gateway.ledger.database import Database
from gateway.ledger.tables import api_keys, tenant_keys


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A stored credential. Limits are None where there is none; the secret itself is not kept."""

    key_id: str
    secret_hash: bytes
    tenant: str
    role: str
    department: str | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    concurrency: int | None = None
    created_at: float
    revoked_at: float | None = None


class Credentials:
    """Keys by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: ApiKey) -> None:
        with self._database.writing() as connection:
            connection.execute(api_keys.insert().values(**msgspec.structs.asdict(key)))

    def find(self, key_id: str) -> ApiKey | None:
        with self._database.reading() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.key_id == key_id)).first()
        return None if row is None else ApiKey(**row._mapping)

    def list(self) -> list[ApiKey]:
        with self._database.reading() as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.created_at)).all()
        return [ApiKey(**row._mapping) for row in rows]

    def revoke(self, key_id: str, at: float) -> bool:
        """Ends a key; True when there was one to end."""
        live = (api_keys.c.key_id == key_id) & api_keys.c.revoked_at.is_(None)
        with self._database.writing() as connection:
            result = connection.execute(update(api_keys).where(live).values(revoked_at=at))
        return bool(result.rowcount)


class TenantKeys:
    """`gateway.crypto.WrappedKeys`, kept in the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, tenant: str) -> tuple[str, bytes] | None:
        query = select(tenant_keys).where(tenant_keys.c.tenant == tenant)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row.key_id, row.wrapped)

    def by_id(self, key_id: str) -> bytes | None:
        query = select(tenant_keys.c.wrapped).where(tenant_keys.c.key_id == key_id)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def any_id(self) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(tenant_keys.c.key_id).limit(1)).scalar_one_or_none()

    def add(self, tenant: str, key_id: str, wrapped: bytes) -> None:
        row = {"tenant": tenant, "key_id": key_id, "wrapped": wrapped}
        with self._database.writing() as connection:
            self._database.insert_new(connection, tenant_keys, [row])
