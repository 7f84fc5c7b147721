"""Note-length texts: real clinical prose without its identifiers, with known ones put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec

from tests.bench.phi.bundles import Resource, read_bundles, record_note
from tests.bench.phi.cast import Cast
from tests.bench.phi.documents import Document
from tests.bench.phi.frames import CLOSINGS, HEADERS, SENTENCES, TURNS
from tests.bench.phi.origins import Origin
from tests.bench.phi.writing import Writer

INJECTED = (4, 8)
MAX_CHARS = 3_500
_SENTENCE_END = re.compile(r"(?<=[a-z]{3}[.!?])\s+(?=[A-Z•])")


class Carriers(msgspec.Struct, frozen=True):
    """What notes are made of: bundles, whole notes, and dialogues of turns."""

    bundles: list[list[Resource]]
    notes: list[str]
    dialogues: list[str]


def read_carriers(data: Path) -> Carriers:
    """Synthea bundles, ACI-Bench notes, MTS-Dialog notes and dialogues.

    Raises: OSError where one of the files cannot be read.
    """
    mts = _rows(data / "summarise/mts_dialog_valid.jsonl")
    mts += _rows(data / "summarise/mts_dialog_train.jsonl")
    aci = _rows(data / "summarise/aci_bench_valid.jsonl")
    aci += _rows(data / "summarise/aci_bench_train.jsonl")
    long_enough = [r["dialogue"] for r in mts if len(r["dialogue"]) > 500]
    return Carriers(
        read_bundles(data / "fhir/synthea_r4_bundles.jsonl.gz"),
        [r["note"][:MAX_CHARS] for r in aci] + list(_joined([r["note"] for r in mts])),
        [d.replace("\r\n", "\n")[:MAX_CHARS] for d in long_enough],
    )


def make_notes(carriers: Carriers, origin: Origin, count: int, seed: str) -> Iterator[Document]:
    """`count` notes about people of one origin: a third each of records, notes and dialogues."""
    random = Random(seed)
    for number in range(count):
        cast, name = Cast(origin, random), f"{seed}-{number}"
        kind = number % 3
        if kind == 0:
            yield record_note(name, random.choice(carriers.bundles), cast, random)
        elif kind == 1:
            yield clinical_note(name, random.choice(carriers.notes), cast, random)
        else:
            yield dialogue(name, random.choice(carriers.dialogues), cast, random)


def clinical_note(name: str, prose: str, cast: Cast, random: Random) -> Document:
    """Prose under a header, with sentences put in where one ends, and a signature."""
    writer = Writer(cast.value)
    writer.frame(random.choice(HEADERS))
    _interleave(writer, _SENTENCE_END.split(prose), SENTENCES, " ", random)
    writer.frame(random.choice(CLOSINGS))
    return writer.document(name)


def dialogue(name: str, turns: str, cast: Cast, random: Random) -> Document:
    """A dialogue with turns put in between its own."""
    writer = Writer(cast.value)
    lines = [line + "\n" for line in turns.splitlines() if line.strip()]
    _interleave(writer, lines, TURNS, "", random)
    return writer.document(name)


def _interleave(
    writer: Writer, pieces: Sequence[str], frames: Sequence[str], between: str, random: Random
) -> None:
    """Some frames, each once, at random places among the pieces."""
    chosen = random.sample(frames, min(random.randint(*INJECTED), len(frames)))
    places = sorted(random.randrange(len(pieces)) for _ in chosen)
    for place, piece in enumerate(pieces):
        while places and places[0] == place:
            places.pop(0)
            writer.frame(chosen.pop() + between)
        writer.plain(piece + between)


def _joined(sections: Sequence[str], size: int = 5) -> Iterator[str]:
    """Short sections put together until they are as long as a note."""
    for start in range(0, len(sections) - size, size):
        yield "\n".join(s.replace("\r\n", "\n") for s in sections[start : start + size])


def _rows(path: Path) -> list[dict[str, str]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
