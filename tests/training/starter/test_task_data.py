from __future__ import annotations

from pathlib import Path

import pytest

from training.starter.coding import read_terms
from training.starter.measure import words_of
from training.starter.task_data import coder_rows, public_outside

TABLE = """code,billable,long_description,block
I10,1,Essential (primary) hypertension,I10-I16
B05.9,1,"Measles without complication, unspecified",B00-B09
N10,1,Acute pyelonephritis,N10-N16
E87.5,1,Hyperkalemia,E70-E88
Q44.1,1,Congenital gallstones,Q38-Q45
A00.9,1,"Cholera, unspecified",A00-A09
A82.9,1,"Rabies, unspecified",A80-A89
S82.0,1,Fracture of patella,S80-S89
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes/icd10cm_2021_codes.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_public_names_leave_out_the_set_the_tests_and_injuries(data: Path) -> None:
    assert public_outside(data) == {
        "measles without complication",
        "acute pyelonephritis",
        "cholera",
        "rabies",
    }


def test_training_notes_never_use_what_is_kept_for_testing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.starter.task_data._PUBLIC_OUTSIDE", 4)
    kept = [words_of(term) for term in read_terms(seen_outside=False).outside]
    for note, _ in coder_rows(data, seed=1, count=300):
        padded = f" {' '.join(words_of(note))} "
        assert not [term for term in kept if f" {' '.join(term)} " in padded]
