"""`preceptor redact`: every form in, the same form out, and exit codes that mean it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from gateway.cli import build
from gateway.commands.redact_report import reason_of
from guards.verdicts import DetectorUnavailable, Span

APP = build()
PATIENT = {"resourceType": "Patient", "id": "p-77", "name": [{"family": "Quandt"}]}
MESSAGE = "MSH|^~\\&|A\rPID|1||AX-5512||QUANDT^ILSE||19610307\rNTE|1|L|Quandt: 10 mg\r"

REDACTED_MESSAGE = "MSH|^~\\&|A\rPID|1||[MRN]||[NAME]^[NAME]||[DATE]\rNTE|1|L|[NAME]: 10 mg\r"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRECEPTOR_HOME", str(tmp_path / "home"))


def run(*words: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(APP, ["redact", *words], input=stdin)


def redacted(*words: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = run(*words, stdin="".join(json.dumps(record) + "\n" for record in records))
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_records_are_redacted_each_on_its_own() -> None:
    text = "37.2 °C, SSN 078-05-1120."
    shown = redacted("--mode", "mask", records=[{"id": 1, "text": text}, {"id": "b", "text": ""}])
    assert [record["id"] for record in shown] == [1, "b"]
    (span,) = shown[0]["spans"]
    assert text[span["start"] : span["end"]] == "078-05-1120"
    assert shown[0]["text"] == text.replace("078-05-1120", "[SSN]")
    assert span.keys() == {"start", "end", "label", "letter", "score", "source"}


def test_each_record_has_ordinals_of_its_own() -> None:
    shown = redacted(records=[{"id": n, "text": f"SSN 078-05-112{n}"} for n in range(2)])
    assert [record["text"] for record in shown] == ["SSN [SSN_1]"] * 2


def test_a_record_knows_what_its_other_fields_tell() -> None:
    record = {"id": 1, "text": "qx77 slept; Quandt too", "mrn": "QX77", "patient": PATIENT}
    (shown,) = redacted("--mode", "mask", records=[record])
    assert shown["text"] == "[MRN] slept; [NAME] too"
    assert shown.keys() == {"id", "text", "spans"}


def test_half_a_surrogate_pair_is_one_character() -> None:
    done = run("--mode", "mask", stdin=b'{"id": "\\ud800", "text": "\\ud800 SSN 078-05-1120"}\n')
    assert json.loads(done.stdout)["text"] == "\ufffd SSN [SSN]"
    assert json.loads(done.stdout)["spans"][0]["start"] == 6


def test_plain_text_in_plain_text_out() -> None:
    done = run("--text", "--mode", "mask", stdin="SSN 078-05-1120, \0\r\nmore\n")
    assert (done.exit_code, done.stdout_bytes) == (0, b"SSN [SSN], \0\r\nmore\n")


@pytest.mark.parametrize(
    "line",
    [b"not json", b"[]", b"5", b'"text"', b"{}", b'{"text": 5}', b'{"id": 1}', b"\xff\xfe",
     b'{"id": 1, "text": "\xff"}', b"[" * 100_000, b'{"text": "x\\ud8'],
)  # fmt: skip
def test_a_line_that_is_no_record_is_2_and_quotes_nothing(line: bytes) -> None:
    done = run(stdin=b'{"id": 1, "text": "fine"}\n' + line + b"\n")
    assert done.exit_code == 2
    assert "line 2" in done.stderr
    assert "not json" not in done.stderr
    assert json.loads(done.stdout)["text"] == "fine"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", "SSN 078-05-1120", "SSN [SSN]"),
        ("a.csv", "id,ssn\n1,078-05-1120\n", "id,ssn\n1,[SSN]\n"),
        ("a.tsv", "id\tssn\n1\t078-05-1120\n", "id\tssn\n1\t[SSN]\n"),
        ("a.jsonl", '{"id":1,"text":""}\n', '{"id":1,"text":"","spans":[]}\n'),
        ("a.hl7", MESSAGE, REDACTED_MESSAGE),
    ],
)  # fmt: skip
def test_a_files_name_tells_its_form(
    tmp_path: Path, name: str, content: str, expected: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode())
    done = run("--mode", "mask", str(path))
    assert (done.exit_code, done.stdout_bytes.decode()) == (0, expected), done.stderr


def test_fhir_is_one_resource_or_one_a_line() -> None:
    whole = run("--format", "fhir", "--mode", "mask", stdin=json.dumps(PATIENT, indent=2))
    assert json.loads(whole.stdout)["name"] == [{"family": "[NAME]"}]
    lines = run("--format", "fhir", "--mode", "mask", stdin=(json.dumps(PATIENT) + "\n") * 2)
    assert [json.loads(line)["id"] for line in lines.stdout.splitlines()] == ["id-1", "id-1"]


def test_numbers_keep_their_precision() -> None:
    resource = '{"resourceType":"Observation","valueQuantity":{"value":13.10}}\n'
    assert run("--format", "fhir", stdin=resource).stdout == resource


def test_what_is_known_is_found(tmp_path: Path) -> None:
    path = tmp_path / "patient.json"
    path.write_text(json.dumps(PATIENT))
    done = run("--known", str(path), "--text", "--mode", "mask", stdin="then Quandt slept")
    assert done.stdout == "then [NAME] slept"


@pytest.mark.parametrize("content", ["[]", "{", "{}", '{"name": []}'])
def test_a_file_that_knows_nobody_is_2(tmp_path: Path, content: str) -> None:
    path = tmp_path / "patient.json"
    path.write_text(content)
    assert run("--known", str(path), "--text", stdin="x").exit_code == 2
    assert run("--known", str(tmp_path / "none"), "--text", stdin="x").exit_code == 2


def test_check_finds_and_writes_nothing() -> None:
    found = run("--check", "--text", stdin="SSN 078-05-1120")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "SSN 1" in found.stderr
    assert run("--check", "--text", stdin="all is well").exit_code == 0


def test_json_is_one_document() -> None:
    done = run("--json", "--mode", "mask", stdin='{"id":7,"text":"SSN 078-05-1120"}\n')
    answer = json.loads(done.stdout)
    assert answer["results"][0]["text"] == "SSN [SSN]"
    assert answer["identifiers"] == {"SSN": 1}
    assert (answer["documents"], answer["with_identifiers"]) == (1, 1)
    assert answer["detector"].startswith("phi.rules")


def test_explanations_tell_why_and_no_value() -> None:
    done = run("--explain", "--format", "csv", "--mode", "mask", stdin="ssn,n\n078-05-1120,x\n")
    assert done.stdout == "ssn,n\n[SSN],x\n"
    assert "the kind of its field" in done.stderr
    assert "078-05" not in done.stderr
    streamed = run("--explain", stdin='{"text":"SSN 078-05-1120"}')
    assert json.loads(streamed.stdout)["spans"][0]["reason"].startswith("rule")
    assert streamed.stderr == ""
    (span,) = json.loads(run("--explain", "--json", stdin='{"text":"SSN 078-05-1120"}').stdout)[
        "results"
    ][0]["spans"]
    assert span["reason"].startswith("rule")
    assert span["detector"].startswith("phi.rules")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("known:part", "part of a known name"),
        ("names:cue", "name lists and grammar cue"),
        ("tagger:3", "learned tagger 3"),
        ("ssn", "rule ssn"),
        ("rule:ssn", "rule ssn"),
    ],
)
def test_every_source_has_a_reason(source: str, reason: str) -> None:
    assert reason_of(Span(0, 1, "SSN", "G", 1.0, source)) == reason


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("csv", "078-05-1120,SSN 078-05-1120\n078-05-1120,SSN 078-05-1120\n"),
        ("hl7", "MSH|^~\\&|A\r078-05-1120|SSN 078-05-1120\r"),
        ("fhir", '{"resourceType":"Basic","078-05-1120":{"a":"SSN 078-05-1120"}}'),
    ],
)
def test_places_tell_no_value(form: str, content: str) -> None:
    done = run("--explain", "--format", form, "--mode", "mask", stdin=content)
    assert done.exit_code == 0
    assert "SSN" in done.stderr
    assert "078-05" not in done.stdout + done.stderr


def test_a_limited_data_set_shifts_a_patient_alike_in_every_run() -> None:
    records = [{"id": n, "pid": pid, "text": "Seen on 2021-03-14."} for n, pid in enumerate("778")]
    words = ("--mode", "limited", "--subject-field", "pid")
    first = [record["text"] for record in redacted(*words, records=records)]
    assert first == [record["text"] for record in redacted(*words, records=records)]
    assert first[0] == first[1] != first[2]
    assert "2021-03-14" not in " ".join(first)
    missing = run(*words, stdin='{"id":1,"text":"x"}\n')
    assert (missing.exit_code, "line 1" in missing.stderr) == (2, True)


def test_a_table_shifts_its_patients_too() -> None:
    table = "pid,dob\n7,2021-03-14\n7,2021-03-14\n8,2021-03-14\n"
    done = run("--mode", "limited", "--subject-field", "pid", "--format", "csv", stdin=table)
    rows = [line.split(",")[1] for line in done.stdout.splitlines()[1:]]
    assert rows[0] == rows[1] != rows[2]


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("--mode", "nothing"), ""),
        (("--mode", "off"), ""),
        (("--format", "csv", "--mode", "limited", "--subject-field", "b"), "a,b\n1,\n"),
        (("--text", "--format", "csv"), ""),
        (("no-such-file.txt",), ""),
        (("README.unknown",), ""),
        (("--format", "csv"), "a,b\n1\n"),
        (("--format", "csv"), b"a,b\n\xff,2\n"),
        (("--format", "hl7"), "PID|1"),
        (("--format", "fhir"), "{}"),
        (("--format", "fhir"), "[" * 100_000),
        (("--text",), b"\xff"),
    ],
)
def test_wrong_input_is_2_without_a_traceback(words: tuple[str, ...], stdin: str | bytes) -> None:
    done = run(*words, stdin=stdin)
    assert (done.exit_code, done.stderr != "") == (2, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("pdf", b"no PDF"),
        ("hl7", b"MSH|^~\\&|A\rOBX|1|ED|x||^TEXT"),
        ("fhir", b'{"resourceType":"Binary","contentType":"image/png","data":"eA=="}'),
    ],
)
def test_what_cannot_be_checked_is_3(form: str, content: bytes) -> None:
    done = run("--format", form, stdin=content)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "cannot be checked" in done.stderr


def test_without_a_detector_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable() -> None:
        raise DetectorUnavailable("the tagger's file is missing")

    monkeypatch.setattr("gateway.commands.redact.Detector", unavailable)
    done = run(stdin='{"id":1,"text":"SSN 078-05-1120"}\n')
    assert (done.exit_code, done.stdout) == (3, "")
    assert "missing" in done.stderr
