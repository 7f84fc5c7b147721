"""What can answer (adapters) and what does (aliases)."""

from __future__ import annotations

import msgspec
from sqlalchemy import select, update

from gateway.contracts import AdapterManifest, AliasState
from gateway.ledger.database import Database, LedgerConflict
from gateway.ledger.tables import adapters, aliases


class AdapterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A registered adapter version; `path` is its immutable, content-addressed directory.

    `stage` is `registered`, `loaded`, `proved` or `blocked`.
    """

    version: str
    path: str
    stage: str
    registered_at: float
    manifest: AdapterManifest

    @property
    def name(self) -> str:
        return self.manifest.name


class Catalogue:
    """Adapters by version, aliases by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_adapter(self, adapter: AdapterRow) -> None:
        """Registers a version; registering it again changes nothing."""
        row = {
            "version": adapter.version,
            "name": adapter.name,
            "path": adapter.path,
            "stage": adapter.stage,
            "registered_at": adapter.registered_at,
            "body": msgspec.json.encode(adapter.manifest).decode(),
        }
        with self._database.writing() as connection:
            self._database.insert_new(connection, adapters, [row])

    def adapter(self, version: str) -> AdapterRow | None:
        return next((a for a in self.adapters() if a.version == version), None)

    def adapters(self) -> list[AdapterRow]:
        """Every version, oldest first."""
        query = select(adapters).order_by(adapters.c.registered_at, adapters.c.version)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            AdapterRow(
                version=row.version,
                path=row.path,
                stage=row.stage,
                registered_at=row.registered_at,
                manifest=msgspec.json.decode(row.body, type=AdapterManifest),
            )
            for row in rows
        ]

    def set_stage(self, version: str, stage: str) -> None:
        change = update(adapters).where(adapters.c.version == version).values(stage=stage)
        with self._database.writing() as connection:
            connection.execute(change)

    def aliases(self) -> list[AliasState]:
        query = select(aliases.c.body).order_by(aliases.c.alias)
        return self._database.read_bodies(query, AliasState)

    def alias(self, name: str) -> AliasState | None:
        return next((state for state in self.aliases() if state.alias == name), None)

    def put_alias(self, state: AliasState, *, expected_revision: int | None) -> AliasState:
        """Writes an alias in one transaction and returns it with its new revision.

        `expected_revision` is the revision the change was decided on, None for a new alias.

        Raises:
            LedgerConflict: another change came first.
        """
        stored = msgspec.structs.replace(state, revision=(expected_revision or 0) + 1)
        values = {"revision": stored.revision, "body": msgspec.json.encode(stored).decode()}
        with self._database.writing() as connection:
            if expected_revision is None:
                connection.execute(aliases.insert().values(alias=state.alias, **values))
                return stored
            same = (aliases.c.alias == state.alias) & (aliases.c.revision == expected_revision)
            if connection.execute(update(aliases).where(same).values(**values)).rowcount != 1:
                raise LedgerConflict(f"alias '{state.alias}' was changed meanwhile")
        return stored
