"""Part `checksums`: identifiers with a form or a check digit, beside a cue and without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from types import MappingProxyType

from tests.bench.phi.checksums import MAKERS
from tests.bench.phi.documents import Document, Gold
from tests.bench.phi.figure import Figure, Result, at_least, share
from tests.bench.phi.scoring import Outcome, recall_pairs
from tests.bench.phi.setting import Setting, misses, outcomes_of

PER_KIND = 400
SEED = 301
CUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SSN": ("SSN {}", "Social Security number: {}", "soc sec # {}"),
        "NPI": ("NPI {}", "the provider's NPI is {}", "National Provider Identifier: {}"),
        "MBI": ("MBI {}", "Medicare number {}", "Medicare beneficiary ID: {}"),
        "DEA": ("DEA {}", "DEA number: {}", "prescriber DEA# {}"),
        "VIN": ("VIN {}", "vehicle identification number {}", "car VIN: {}"),
        "ABA": ("routing number {}", "ABA routing {}", "bank routing no. {}"),
        "CARD": ("credit card {}", "card number {}", "paid with Visa {}"),
        "IBAN": ("IBAN {}", "transfer to IBAN: {}", "bank account {}"),
        "PHONE": ("phone {}", "call back at {}", "cell: {}"),
        "EMAIL": ("e-mail {}", "write to {}", "email: {}"),
        "IP": ("IP address {}", "logged in from IP {}", "host IP: {}"),
        "URL": ("see {}", "portal link {}", "website: {}"),
    }
)
CUED = (
    "Intake form shows {}; otherwise unchanged.",
    "Front desk updated the chart: {}.",
    "Reviewed medications with the patient, {}, no new complaints today.",
    "Discharge paperwork. {}\nFollow up in two weeks.",
)
BARE = (
    "Left with the front desk: {}.",
    "Scribbled on the back of the form was {} and nothing else.",
    "He gave us {} today and asked us to keep it on file.",
    "{}\nTolerating diet, ambulating, pain controlled.",
    "See attached ({}) for completeness.",
)


def measure(setting: Setting) -> Result:
    """Recall of each kind; the target holds for all of them together, in both settings."""
    count = min(setting.limit or PER_KIND, PER_KIND)
    arms = {"with a cue": True, "without a cue": False}
    outcomes = {
        (kind, arm): outcomes_of(list(texts(kind, count, cued=cued)))
        for arm, cued in arms.items()
        for kind in MAKERS
    }
    totals = [_total(arm, outcomes) for arm in arms]
    figures = [
        share("checksums", f"{kind} {arm}", recall_pairs(found))
        for (kind, arm), found in outcomes.items()
    ]
    everything = [outcome for found in outcomes.values() for outcome in found]
    return Result(totals + figures, misses(everything, setting.examples))


def texts(kind: str, count: int, *, cued: bool) -> Iterator[Document]:
    """`count` sentences that hold one identifier of a kind."""
    random = Random(f"{SEED} {kind} {cued}")
    for number in range(count):
        value = MAKERS[kind](random)
        frame = random.choice(CUED if cued else BARE)
        cue = random.choice(CUES[kind]) if cued else "{}"
        before, _, after = frame.partition("{}")
        lead, _, tail = cue.partition("{}")
        start = len(before) + len(lead)
        text = f"{before}{lead}{value}{tail}{after}"
        yield Document(f"{kind}-{number}", text, (Gold(start, start + len(value), kind),))


def _total(arm: str, outcomes: Mapping[tuple[str, str], list[Outcome]]) -> Figure:
    pairs = [p for (_, a), found in outcomes.items() if a == arm for p in recall_pairs(found)]
    return share("checksums", f"recall {arm}", pairs, at_least(0.995))
