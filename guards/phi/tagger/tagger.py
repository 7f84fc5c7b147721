"""The learned tagger: units -> probabilities of each kind of identifier -> spans.

A stack of dilated convolutions over word vectors, in int8 on ONNX Runtime. It finds what lists and
shapes cannot: names in no list, streets and employers of any country, told by their company. A tag
depends on `REACH` units to each side and on nothing else, and the arithmetic is exact, so a long
text is read in windows and gives what it would give whole. Made by `training.tagger`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from guards.onnx_session import Session, open_session
from guards.phi.names.gazetteer import cities, people
from guards.phi.tagger.features import Featuriser
from guards.phi.tagger.reading import LABELS, TAGS, Float, Reading
from guards.phi.tagger.units import Key, placed
from guards.phi.tagger.words import Words, WordTables
from guards.runtime_errors import runtime_errors
from guards.verdicts import DetectorUnavailable, EncoderUnavailable
from guards.word_pieces import WordPieces

DILATIONS = (1, 2, 4, 1, 2, 4)
REACH = sum(DILATIONS)

MODEL = Path(__file__).with_name("model")
WINDOW = 1024


class Manifest(msgspec.Struct, frozen=True):
    """What belongs together: the digests of the two files, and a threshold in (0, 1] a label."""

    version: str
    graph_sha256: str
    words_sha256: str
    thresholds: dict[str, Annotated[float, msgspec.Meta(gt=0, le=1)]]

    def __post_init__(self) -> None:
        """A label without a threshold would never be found, and nobody would notice."""
        if self.thresholds.keys() != set(LABELS):
            raise ValueError("thresholds of other labels than the tagger's")


class Tagger:
    """A loaded tagger. Safe to call from several threads."""

    def __init__(
        self,
        manifest: Manifest,
        session: Session,
        words: Words,
    ) -> None:
        self.version = manifest.version
        self._session = session
        self._words = words
        self._thresholds = np.array([manifest.thresholds[label] for label in LABELS], np.float32)

    @classmethod
    def load(cls, folder: Path = MODEL, threshold: float | None = None) -> Tagger:
        """The tagger in `folder`, with its own thresholds or one for every label.

        Raises: DetectorUnavailable: a file is missing or is not the tagger's own.
        """
        try:
            manifest = msgspec.json.decode((folder / "tagger.json").read_bytes(), type=Manifest)
            graph = _verified(folder / "tagger.onnx", manifest.graph_sha256)
            tables = _tables(_verified(folder / "tagger.safetensors", manifest.words_sha256))
            pieces = WordPieces.load()
            session = _opened(graph)
        except runtime_errors(OSError, ImportError, ValueError, EncoderUnavailable) as error:
            raise DetectorUnavailable("the tagger cannot be loaded; install again") from error
        if threshold is not None:
            manifest = msgspec.structs.replace(
                manifest, thresholds=dict.fromkeys(LABELS, threshold)
            )
        featuriser = Featuriser(people(), cities(), pieces.ids)
        return cls(manifest, session, Words(tables, pieces.table, featuriser))

    def read(self, text: str) -> Reading:
        """What it makes of normalised text. Raises: DetectorUnavailable."""
        places = placed(text)
        tags = self.probabilities([key for _, _, key in places])
        return Reading(places, tags, self._thresholds)

    def probabilities(self, keys: Sequence[Key]) -> Float:
        """The probability of each tag for each unit: [T, TAGS]. Raises: DetectorUnavailable."""
        if not keys:
            return np.zeros((0, len(TAGS)), np.float32)
        vectors = self._words.vectors(keys)
        try:
            if len(keys) <= WINDOW:
                return self._run(vectors)
            return np.concatenate([self._run_window(vectors, at) for at in _steps(len(keys))])
        except runtime_errors() as error:
            raise DetectorUnavailable(f"the tagger failed on {len(keys)} units") from error

    def _run(self, vectors: Float) -> Float:
        found: Float = self._session.run(["tags"], {"words": vectors})[0]
        return found

    def _run_window(self, vectors: Float, at: int) -> Float:
        """The tags of one window, read with as much around it as can matter."""
        first = max(0, at - REACH)
        seen = self._run(vectors[first : at + WINDOW + REACH])
        return seen[at - first :][:WINDOW]


def _steps(length: int) -> range:
    return range(0, length, WINDOW)


def _verified(path: Path, sha256: str) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DetectorUnavailable(f"{path.name} is not the tagger's own file; install again")
    return data


def _tables(data: bytes) -> WordTables:
    from safetensors.numpy import load

    tensors = {name: tensor.astype(np.float32) for name, tensor in load(data).items()}
    return WordTables(**tensors)


@lru_cache(maxsize=4)
def _opened(graph: bytes) -> Session:
    return open_session(graph)
