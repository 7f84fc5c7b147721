"""The ledger's first schema."""

from __future__ import annotations

from alembic import op

from gateway.ledger.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates every table of the first version."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Drops them again."""
    metadata.drop_all(op.get_bind())
