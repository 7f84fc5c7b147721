"""The ledger's schema: a row per contract, its key and queue columns beside a JSON body.

Columns exist where a query needs them; everything else lives in `body`. A column named `sealed`
holds ciphertext of `gateway.crypto`, bound to its table and key.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("secret_hash", LargeBinary(32), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("department", String(64)),
    Column("requests_per_minute", Integer),
    Column("tokens_per_minute", Integer),
    Column("concurrency", Integer),
    Column("created_at", Float, nullable=False),
    Column("revoked_at", Float),
)

tenant_keys = Table(
    "tenant_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("tenant", String(64), nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
)

adapters = Table(
    "adapters",
    metadata,
    Column("version", String(128), primary_key=True),
    Column("name", String(100), nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("registered_at", Float, nullable=False),
    Column("body", Text, nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    Column("alias", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("conversation", String(64), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("chain", String(32), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("at", Float, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("subject", String(160), nullable=False, index=True),
    Column("body", Text, nullable=False),
)

traces = Table(
    "traces",
    metadata,
    Column("request_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("alias", String(64), nullable=False),
    Column("version", String(128), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("sealed", Text, nullable=False),
    Index("traces_by_version", "version", "created_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("request_id", String(64), nullable=False, index=True),
    Column("tenant", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("leased_by", String(64)),
    Column("leased_until", Float, nullable=False, default=0.0),
    Column("scored_at", Float),
    Index("feedback_queue", "scored_at", "leased_until"),
)

scores = Table(
    "scores",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("request_id", String(64), nullable=False, index=True),
    Column("version", String(128), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("body", Text, nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", Float, nullable=False),
    Column("acknowledged_at", Float),
    Column("body", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("alias", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("enacted_at", Float, index=True),
    Column("outcome", String(160)),
    Column("body", Text, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", Float, nullable=False),
    Column("leased_by", String(64)),
    Column("leased_until", Float, nullable=False, default=0.0),
    Column("finished_at", Float),
    Column("alert_id", String(64), ForeignKey("alerts.id")),
    Column("body", Text, nullable=False),
)
