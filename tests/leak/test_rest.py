"""One identifier planted anywhere below a home is found: the leak test is able to fail."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.leak.identifiers import Identifier
from tests.leak.needles import Search
from tests.leak.rest import CHUNK_BYTES, search_rest

NAME = Identifier("Wilhelmina Okonkwo-Thistlewood", "NAME", "name")
SEARCH = Search([NAME])
PLANTS = {
    "plain": NAME.value.encode(),
    "base64": base64.b64encode(b"x" + NAME.value.encode()),
    "utf-16": NAME.value.encode("utf-16-le"),
}


def places(folder: Path) -> set[str]:
    return {found.place for found in search_rest(SEARCH, folder).found}


@pytest.mark.parametrize("form", PLANTS)
def test_a_plant_in_a_file_is_found(form: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "logs").mkdir(parents=True)
    (home / "logs" / "server.log").write_bytes(b"GET /\n" + PLANTS[form] + b"\n200")
    (home / "clean").write_bytes(b"nothing")
    assert places(home) == {"home/logs/server.log"}


def test_a_plant_over_the_edge_of_a_chunk_is_found(tmp_path: Path) -> None:
    plant = NAME.value.encode()
    (tmp_path / "core").write_bytes(bytes(CHUNK_BYTES - len(plant) // 2) + plant + bytes(9))
    assert len(search_rest(SEARCH, tmp_path).found) == 1


def test_a_plant_in_a_file_name_is_found(tmp_path: Path) -> None:
    (tmp_path / f"{NAME.value}.pdf").touch()
    assert len(places(tmp_path)) == 1


def test_a_row_is_read_whole_and_a_deleted_one_still_lies_there(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE t (body TEXT)")
        for start in range(3_000, 5_000, 7):  # long texts go over several pages
            connection.execute("INSERT INTO t VALUES (?)", ("x" * start + NAME.value,))
        connection.commit()
        searched = search_rest(SEARCH, tmp_path)
        assert f"rows of {tmp_path.name}/ledger.sqlite3" in {f.place for f in searched.found}
        connection.execute("DELETE FROM t")
        connection.commit()
    assert f"{tmp_path.name}/ledger.sqlite3" in places(tmp_path)


def test_a_clean_home_is_clean(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"[NAME_1] was here")
    searched = search_rest(SEARCH, tmp_path)
    assert not searched.found
    assert (searched.files, searched.bytes) == (1, 17)
