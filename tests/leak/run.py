"""One run from identifiers to report."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace
from pathlib import Path

from tests.leak import findings
from tests.leak.campaign import Campaign, Tell
from tests.leak.engine import OWN_IDENTIFIERS
from tests.leak.findings import Report
from tests.leak.identifiers import Identifier, make_identifiers
from tests.leak.needles import Search
from tests.leak.notes import make_bundles
from tests.leak.rest import Searched, search_rest
from tests.leak.system import System

ENGINES_OWN = tuple(
    Identifier(value, label, "engine's own")
    for value, label in (
        ("Theodora Vandersloot-Mbeki", "NAME"),
        ("Vandersloot-Mbeki", "NAME"),
        ("628-555-0142", "PHONE"),
        ("77310954", "MRN"),
    )
)
assert all(identifier.value in OWN_IDENTIFIERS for identifier in ENGINES_OWN)

CANARY = Identifier("Canaria Plantagenet-Beispiel", "NAME", "canary")
PLANTS = {
    "plain": CANARY.value.encode(),
    "base64": base64.b64encode(b"x" + CANARY.value.encode()),
    "utf-16": CANARY.value.encode("utf-16-le"),
}


class Blind(Exception):
    """The search would not have found a leak: its silence says nothing."""


def run(folder: Path, wanted: int, seed: int, tell: Tell) -> Report:
    """Pushes `wanted` identifiers through a gateway that lives below `folder`, and searches.

    Raises:
        NotReady: the gateway did not come up or go down.
        Blind: the search does not find what was planted for it.
        OSError: something at rest cannot be read.
    """
    identifiers = make_identifiers(wanted, seed)
    campaign = Campaign(System(folder), make_bundles(identifiers, seed), tell)
    try:
        asyncio.run(campaign.run())
    finally:
        campaign.system.close()
    tell("searching every byte at rest")
    return report(campaign, identifiers)


def report(campaign: Campaign, identifiers: list[Identifier]) -> Report:
    """What the campaign left behind and what it showed."""
    search, system = Search(identifiers), campaign.system
    records = system.heard
    heard = list(findings.heard_by_engine(search, records, campaign.sent))
    return Report(
        identifiers=len(identifiers),
        needles=search.size,
        requests=len(campaign.replies) + len(campaign.overheard),
        statuses=findings.statuses(campaign.replies),
        rest=searched(Search([*identifiers, *ENGINES_OWN, CANARY]), system.work),
        overheard=findings.overheard(search, campaign.overheard),
        echoed=findings.echoed(search, campaign.replies),
        in_headers=findings.in_headers(search, records),
        engine=findings.rows(heard),
        by_channel=findings.shares((one.sent.channel for one in heard), heard),
        by_origin=findings.shares((one.identifier.origin for one in heard), heard),
        missed=findings.misses(heard),
        restored=findings.restored(search, campaign.replies),
        strays=system.strays,
        unbound=tuple(campaign.unbound),
    )


def searched(search: Search, work: Path) -> Searched:
    """What lies below `work`, once the search has shown on a planted identifier that it can see.

    Raises: Blind.
    """
    for form, data in PLANTS.items():
        (work / "home" / f"canary-{form}").write_bytes(b"\0" + data + b"\n")
    seen = search_rest(search, work)
    planted = {found.form for found in seen.found if found.value == CANARY.value}
    if planted != PLANTS.keys():
        raise Blind(f"planted as {', '.join(PLANTS)}, found as {', '.join(planted) or 'nothing'}")
    leaks = tuple(found for found in seen.found if found.value != CANARY.value)
    return replace(seen, found=leaks, files=seen.files - len(PLANTS))
