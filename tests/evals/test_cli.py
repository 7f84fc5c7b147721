"""What a shell sees of `preceptor score` and `preceptor drift check`."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from typer.testing import CliRunner

from evals.cli import app
from tests.evals.conftest import Ward

RUN = CliRunner()
BUDGET = ["--ceiling", "0.1", "--streams", "2", "--horizon", "1000", "--alpha", "0.01"]


def lines(*losses: object) -> str:
    return "".join(json.dumps({"stream": "a", "t": t, "x": x}) + "\n" for t, x in enumerate(losses))


def check(text: str, *options: str) -> Result:
    return RUN.invoke(app, ["drift", "check", *BUDGET, *options], input=text)


def test_a_line_per_alarm_and_status_1() -> None:
    result = check(lines(*[0] * 50, *[1] * 12))
    (line,) = result.stdout.splitlines()
    alarm = json.loads(line)
    assert result.exit_code == 1
    assert set(alarm) == {"stream", "t", "e_value", "suspect_from"}
    assert alarm["suspect_from"] == 50


def test_a_quiet_stream_prints_nothing_and_is_status_0() -> None:
    result = check(lines(*[0] * 50))
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_one_document() -> None:
    assert json.loads(check(lines(0, 0), "--json").stdout) == []
    assert len(json.loads(check(lines(*[1] * 12), "--json").stdout)) == 1


def test_caveats_go_to_stderr() -> None:
    result = check(lines(None, 0))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 records were not scored\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}\n", "line 1"),
        ("\nno json\n", "line 2"),
        (lines(0, 1.5), "line 2: x lies in [0, 1]"),
        (lines("0.5"), "line 1"),
        (lines(-1), "line 1: x lies in [0, 1]"),
    ],
)
def test_a_bad_line_is_wrong_usage_and_named(text: str, message: str) -> None:
    result = check(text)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("option", [["--ceiling", "1"], ["--alpha", "0"], ["--block", "0"]])
def test_a_number_without_meaning_is_wrong_usage(option: list[str]) -> None:
    assert check(lines(0), *option).exit_code == 2


def test_score_once_tells_what_it_did(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.cli.ledger_from_environment", lambda: ward.ledger)
    ward.correct(ward.answer('["I10"]'), '["I10"]')
    quiet = RUN.invoke(app, ["score", "--once", "--json"])
    assert quiet.exit_code == 0
    assert json.loads(quiet.stdout) == {
        "scored": 1,
        "not_scored": 0,
        "alerts": [],
        "decisions": [],
    }
    ward.wrong_answers(30)
    loud = RUN.invoke(app, ["score", "--once"])
    assert loud.exit_code == 1
    assert "rollback icd10-coder" in loud.stderr
    assert loud.stdout == ""
