"""The tagger reads any text in windows as it reads it whole, and its own files or none."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnxruntime.capi.onnxruntime_pybind11_state import Fail

from guards.phi.detector import Detector
from guards.phi.labels import LETTERS
from guards.phi.tagger import tagger as module
from guards.phi.tagger import words
from guards.phi.tagger.reading import LABELS, TAGS, Float
from guards.phi.tagger.tagger import MODEL, REACH, WINDOW, Tagger
from guards.phi.tagger.units import Key, placed
from guards.verdicts import DetectorUnavailable

NOTE = (
    "Adaeze Okonkwo was seen by Dr. Umeh at Riverside Clinic on 3/4/2021.\n"
    "BP 120/80, HR 72; metformin 500 mg BID. Lives at 14 Umeh Road, Enugu.\n"
)
WORDS = ["Okonkwo", "Adaeze", "Dr", ".", "seen", "by", "14", "Road", "mg", "\n", "2021", "xqv", ","]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def keys_of(text: str) -> list[Key]:
    return [key for _, _, key in placed(text)]


def whole(tagger: Tagger, keys: list[Key]) -> Float:
    """The probabilities read in one window, however long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WINDOW", len(keys) + 1)
        return tagger.probabilities(keys)


def test_probabilities_are_a_row_a_unit(tagger: Tagger) -> None:
    found = tagger.probabilities(keys_of(NOTE))
    assert found.shape == (len(keys_of(NOTE)), len(TAGS))
    assert found.min() >= 0
    np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)


def test_no_text_has_no_tags(tagger: Tagger) -> None:
    assert tagger.probabilities([]).shape == (0, len(TAGS))
    assert tagger.read("").spans() == []
    assert tagger.read(" \t ").spans() == []


@pytest.mark.parametrize("length", [WINDOW - 1, WINDOW, WINDOW + 1, WINDOW + REACH, 3 * WINDOW + 5])
def test_windows_give_bit_for_bit_what_the_whole_gives(tagger: Tagger, length: int) -> None:
    keys = (keys_of(NOTE) * 100)[:length]
    assert np.array_equal(tagger.probabilities(keys), whole(tagger, keys))


@settings(max_examples=25)
@given(keys=st.lists(st.tuples(st.booleans(), st.sampled_from(WORDS)), min_size=1, max_size=70))
@pytest.mark.parametrize("window", [1, 3, REACH, 32])
def test_windows_of_any_width_do(tagger: Tagger, window: int, keys: list[Key]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WINDOW", window)
        found = tagger.probabilities(keys)
    assert np.array_equal(found, whole(tagger, keys))


@settings(max_examples=60)
@given(data=st.data())
def test_a_tag_depends_on_its_neighbourhood_alone(tagger: Tagger, data: st.DataObject) -> None:
    key = st.tuples(st.booleans(), st.sampled_from(WORDS))
    near = data.draw(st.lists(key, min_size=2 * REACH + 1, max_size=2 * REACH + 1))
    sides = [data.draw(st.lists(key, max_size=40)) for _ in range(4)]
    seen = [
        tagger.probabilities([*before, *near, *after])[len(before) + REACH]
        for before, after in ((sides[0], sides[1]), (sides[2], sides[3]))
        if len(before) and len(after)
    ]
    assert all(np.array_equal(a, b) for a, b in pairwise(seen))


def test_a_tag_does_depend_on_its_neighbours(tagger: Tagger) -> None:
    dose, street = (tagger.probabilities(keys_of(text)) for text in ("14 mg", "14 Umeh Road"))
    assert not np.array_equal(dose[0], street[0])


def test_threads_agree() -> None:
    texts = [f"{NOTE} Then ward {at} called {chr(65 + at)}deola." for at in range(40)]
    alone = [whole(Tagger.load(), keys_of(text)) for text in texts[:5]]
    fresh = Tagger.load()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: fresh.probabilities(keys_of(text)), texts * 3))
    again = [fresh.probabilities(keys_of(text)) for text in texts]
    assert all(np.array_equal(a, b) for a, b in zip(found, again * 3, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(alone, found, strict=False))


def test_words_forgotten_are_learned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = Tagger.load()
    kept = tagger.probabilities(keys_of(NOTE))
    monkeypatch.setattr(words, "_KEPT_WORDS", 3)
    for text in ("Enugu", NOTE, "aa bb cc dd ee", NOTE, NOTE):
        found = tagger.probabilities(keys_of(text))
    assert np.array_equal(found, kept)


@pytest.mark.parametrize(
    "text",
    ["\x00", "a\x00b", "🙂👍🏽", "محمد علي في المستشفى", "東京都の山田太郎", "мать Иванова",
     "e\u0301", "\u200b", "\n" * 3000, "_" * 3000, "ﬁ ǅ ß İ", "٣٤", "\ufffd\uffff"],
)  # fmt: skip
def test_any_normalised_text_is_read(tagger: Tagger, text: str) -> None:
    end = 0
    for span in tagger.read(text).spans():
        assert end <= span.start < span.end <= len(text)
        assert span.letter == LETTERS[span.label]
        end = span.end


@pytest.mark.parametrize("piece", ["a", "4", "語", "Ab 1, "])
def test_a_megabyte_on_one_line_is_read(tagger: Tagger, piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    spans = tagger.read(text).spans()
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


def test_a_threshold_for_all_replaces_the_model_s_own() -> None:
    def units_found(threshold: float) -> int:
        return sum(s.end - s.start for s in Tagger.load(threshold=threshold).read(NOTE).spans())

    assert units_found(1e-9) > units_found(0.5) >= units_found(1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tagger's files, to be damaged."""
    return Path(shutil.copytree(MODEL, tmp_path / "secret-place"))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def remove(path: Path) -> None:
    path.unlink()


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def refusal(folder: Path) -> str:
    with pytest.raises(DetectorUnavailable) as caught:
        Tagger.load(folder)
    assert folder.name not in str(caught.value)
    assert "install again" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("harm", [truncate, empty, flip])
@pytest.mark.parametrize("name", ["tagger.onnx", "tagger.safetensors"])
def test_a_damaged_file_is_refused_by_name(
    folder: Path, name: str, harm: Callable[[Path], None]
) -> None:
    harm(folder / name)
    assert name in refusal(folder)


@pytest.mark.parametrize("harm", [remove, replace_by_folder])
@pytest.mark.parametrize("name", ["tagger.json", "tagger.onnx", "tagger.safetensors"])
def test_a_missing_file_is_refused(folder: Path, name: str, harm: Callable[[Path], None]) -> None:
    harm(folder / name)
    refusal(folder)


@pytest.mark.parametrize("harm", [truncate, empty])
def test_a_damaged_manifest_is_refused(folder: Path, harm: Callable[[Path], None]) -> None:
    harm(folder / "tagger.json")
    refusal(folder)


def manifests() -> Iterator[tuple[str, object]]:
    yield "graph_sha256", None
    yield "words_sha256", "0" * 64
    yield "thresholds", {}
    yield "thresholds", dict.fromkeys(LABELS[1:], 0.5)
    yield "thresholds", dict.fromkeys((*LABELS, "SSN"), 0.5)
    for bound in (0, -1, 1.5, "half"):
        yield "thresholds", dict.fromkeys(LABELS, bound)


@pytest.mark.parametrize(("field", "value"), list(manifests()))
def test_a_manifest_that_says_something_else_is_refused(
    folder: Path, field: str, value: object
) -> None:
    path = folder / "tagger.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    refusal(folder)


def test_a_graph_that_the_runtime_refuses_is_refused(folder: Path) -> None:
    (folder / "tagger.onnx").write_bytes(b"no graph")
    path = folder / "tagger.json"
    digest = hashlib.sha256(b"no graph").hexdigest()
    path.write_text(json.dumps({**json.loads(path.read_text()), "graph_sha256": digest}))
    refusal(folder)


class BrokenSession:
    def run(self, outputs: list[str], feed: dict[str, Any]) -> list[Any]:
        raise Fail("out of memory at Okonkwo")


def test_a_run_that_fails_says_so_without_the_text(
    tagger: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagger, "_session", BrokenSession())
    with pytest.raises(DetectorUnavailable, match="failed on 1 units") as caught:
        tagger.read("Okonkwo")
    assert "Okonkwo" not in str(caught.value)


def test_a_copy_elsewhere_is_the_same_tagger(tagger: Tagger, folder: Path) -> None:
    copy = Tagger.load(folder)
    assert copy.version == tagger.version
    assert np.array_equal(copy.probabilities(keys_of(NOTE)), tagger.probabilities(keys_of(NOTE)))


def test_the_detector_names_its_tagger(tagger: Tagger) -> None:
    assert Detector(tagger=tagger).coverage.endswith(f"+tagger@{tagger.version}")
    assert "tagger" not in Detector(tagger=False).coverage
    assert "tagger" not in Detector(names=False).coverage
