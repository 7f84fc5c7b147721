"""The encoder's own pieces and their vectors, or none."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.encoder import package_model
from guards.verdicts import EncoderUnavailable
from guards.word_pieces import PIECE_WIDTH, WordPieces


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The package's two files by links, so that one can be replaced."""
    made = tmp_path / "secret-place"
    made.mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        os.symlink(package_model() / name, made / name)
    return made


def test_a_row_of_the_table_is_a_piece(pieces: WordPieces) -> None:
    assert pieces.table.shape == (30522, PIECE_WIDTH)
    assert pieces.table.dtype == np.float16


def test_a_known_word_is_one_piece_in_any_case_and_a_rare_one_several(pieces: WordPieces) -> None:
    assert len(pieces.ids("patient")) == 1
    assert pieces.ids("Patient") == pieces.ids("PATIENT") == pieces.ids("patient")
    assert len(pieces.ids("Okonkwo")) > 1
    assert pieces.ids("") == pieces.ids(" ") == []


def test_no_word_is_cut_or_padded(pieces: WordPieces) -> None:
    assert len(pieces.ids("pain " * 1000)) == 1000


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_piece_has_a_row(pieces: WordPieces, text: str) -> None:
    assert all(0 <= row < len(pieces.table) for row in pieces.ids(text))


def test_the_installed_files_are_accepted_from_another_folder(
    pieces: WordPieces, folder: Path
) -> None:
    assert WordPieces.load(folder).ids("Okonkwo") == pieces.ids("Okonkwo")


@pytest.mark.parametrize("data", [None, b"", b"other weights"])
@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_without_its_own_files_there_are_no_pieces(
    folder: Path, name: str, data: bytes | None
) -> None:
    (folder / name).unlink()
    if data is not None:
        (folder / name).write_bytes(data)
    with pytest.raises(EncoderUnavailable, match="reinstall") as caught:
        WordPieces.load(folder)
    assert folder.name not in str(caught.value)
