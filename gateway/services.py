"""What one server holds while it lives; `app.py` makes it, the flow and the routes use it."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.adapters.swap import Swapper
from gateway.admission import Admission
from gateway.aliases import AliasTable
from gateway.engine import EnginePool
from gateway.errors import SafetyUnavailable
from gateway.keys import KeyRing
from gateway.ledger.store import Ledger
from gateway.record import Recorder
from gateway.redaction import Redaction
from gateway.settings import Settings
from gateway.telemetry import Metrics, Tracing
from gateway.vault import Vault
from guards.encoder import Encoder
from guards.policy.presets import PolicySet
from guards.verdicts import GuardsError


@dataclass(frozen=True)
class Services:
    """The parts of a running gateway; without an `encoder` it embeds nothing."""

    settings: Settings
    ledger: Ledger
    keys: KeyRing
    admission: Admission
    aliases: AliasTable
    vault: Vault
    redaction: Redaction
    engine: EnginePool
    swapper: Swapper
    recorder: Recorder
    encoder: Encoder | None
    metrics: Metrics
    tracing: Tracing
    base_version: str

    @property
    def unfit(self) -> list[str]:
        """Why this server must refuse every request; empty when it need not."""
        reasons = (self.redaction.unavailable, self.ledger.keyring.locked)
        return [reason for reason in reasons if reason is not None]

    def policies(self, name: str) -> PolicySet:
        """The policy set an alias is bound to. Raises: SafetyUnavailable: there is none."""
        try:
            return PolicySet.preset(name)
        except GuardsError as error:
            raise SafetyUnavailable(
                f"{error}; bind the alias to a policy set that exists"
            ) from error
