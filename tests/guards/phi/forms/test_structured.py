"""Messages, JSON and tool-call arguments lose their identifiers and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.forms.structured import (
    JSON,
    map_json,
    redact_arguments,
    redact_chat,
    redact_json,
    redact_messages,
)
from guards.phi.labels import KnownIdentifier
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import UnsupportedContent
from tests.guards.phi.texts import clinical

PSEUDONYMISE = Mode.PSEUDONYMISE
values = st.recursive(
    st.one_of(clinical, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "note", "mrn", "patient_name"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@given(value=values)
def test_restoring_each_text_gives_the_value(redactor: Redactor, value: JSON) -> None:
    identities = Identities()
    redacted, _ = redact_json(value, redactor, identities, PSEUDONYMISE)
    restored = map_json(redacted, lambda text, key: identities.restore(text))
    assert _strings(restored) == _strings(value)


def _strings(value: JSON) -> JSON:
    """Numbers as texts, since a redacted number comes back as one."""
    if isinstance(value, dict):
        return {k: _strings(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_strings(v) for v in value]
    return value if isinstance(value, bool) or value is None else str(value)


def test_keys_tell_what_numbers_and_words_are(redactor: Redactor) -> None:
    value: JSON = {"mrn": 77812, "patient_name": "Qwertz", "dose": 10, "seed": 12345678}
    redacted, spans = redact_json(value, redactor, Identities(), PSEUDONYMISE)
    assert redacted == {"mrn": "[MRN_1]", "patient_name": "[NAME_1]", "dose": 10, "seed": 12345678}
    assert [span.label for span in spans] == ["MRN", "NAME"]


def test_arguments_without_identifiers_keep_every_character(redactor: Redactor) -> None:
    arguments = '{ "dose" : 10,\n "unit":"mg" }'
    redacted = redact_arguments(arguments, redactor, Identities(), PSEUDONYMISE)
    assert redacted == (arguments, ())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('{"note":"SSN 123-45-6789"}', '{"note":"SSN [SSN_1]"}'),
        ('{"note":"SSN 123-45-6789', '{"note":"SSN [SSN_1]'),
        ("", ""),
        ("null", "null"),
    ],
)
def test_arguments(redactor: Redactor, arguments: str, expected: str) -> None:
    redacted, _ = redact_arguments(arguments, redactor, Identities(), PSEUDONYMISE)
    assert redacted == expected


def test_every_text_of_every_role_is_redacted(redactor: Redactor) -> None:
    call = {"name": "find", "arguments": json.dumps({"patient_name": "Wojcik", "dose": 10})}
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "Doctor on duty: Dr. Okafor"},
        {"role": "user", "name": "Tomasz", "content": [
            {"type": "text", "text": "I am Tomasz Wojcik"}]},
        {"role": "assistant", "content": None, "refusal": "Sorry, Mr. Wojcik", "tool_calls": [
            {"id": "c1", "type": "function", "function": call}]},
        {"role": "tool", "name": "find", "tool_call_id": "c1", "content": '{"found": "Wojcik"}'},
    ]  # fmt: skip
    before = json.dumps(messages)
    identities = Identities()
    redacted = redact_messages(messages, redactor, identities, PSEUDONYMISE)
    sent = json.dumps(redacted.messages)
    assert not any(name in sent for name in ("Okafor", "Tomasz", "Wojcik"))
    assert redacted.messages[3]["name"] == "find"
    assert json.loads(redacted.messages[2]["tool_calls"][0]["function"]["arguments"])["dose"] == 10
    assert json.dumps(messages) == before
    assert len(redacted.texts) == len(redacted.spans_by_text)
    assert len(redacted.spans) == 6


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "image_url", "image_url": {"url": "data:..."}}],
        [{"type": "input_audio", "input_audio": {}}],
        [{"type": "file", "file": {}}],
        [{"type": "text"}],
        [7],
        {"text": "x"},
    ],
)
def test_what_cannot_be_read_is_refused(redactor: Redactor, content: object) -> None:
    messages = [{"role": "user", "content": content}]
    with pytest.raises(UnsupportedContent):
        redact_messages(messages, redactor, Identities(), PSEUDONYMISE)


def test_fields_we_do_not_know_are_no_way_around(redactor: Redactor) -> None:
    function = {"name": "f", "arguments": {"patient_name": "Wojcik"}}
    message = {
        "role": "assistant",
        "content": None,
        "reasoning_content": "SSN 123-45-6789",
        "extra": {"note": ["MRN 5512345"]},
        "tool_calls": [{"id": "c1", "type": "function", "function": function}],
    }
    redacted = redact_messages([message], redactor, Identities(), PSEUDONYMISE).messages[0]
    assert redacted["reasoning_content"] == "SSN [SSN_1]"
    assert redacted["extra"] == {"note": ["MRN [MRN_1]"]}
    assert redacted["tool_calls"][0]["function"]["arguments"] == {"patient_name": "[NAME_1]"}


@pytest.mark.parametrize(
    "fields",
    [
        {"tool_calls": [{"id": "c1", "type": "custom", "custom": {"input": "x"}}]},
        {"tool_calls": ["x"]},
        {"tool_calls": 5},
        {"function_call": "auto"},
    ],
)
def test_calls_that_cannot_be_read_are_refused(redactor: Redactor, fields: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedContent):
        redact_messages([{"role": "assistant", **fields}], redactor, Identities(), PSEUDONYMISE)


def test_deep_json_is_refused(redactor: Redactor) -> None:
    deep: JSON = "SSN 123-45-6789"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(UnsupportedContent):
        redact_json(deep, redactor, Identities(), PSEUDONYMISE)
    arguments = json.dumps(deep)
    with pytest.raises(UnsupportedContent):
        redact_arguments(arguments, redactor, Identities(), PSEUDONYMISE)


def test_an_identifier_used_as_a_key_is_replaced(redactor: Redactor) -> None:
    value: JSON = {"Ilse Quandt": {"078-05-1120": 1}, "patientCount": 2, "MAX_DOSE": 3, "Dose": 4}
    redacted, spans = redact_json(value, redactor, Identities(), Mode.MASK)
    assert redacted == {"[NAME]": {"[SSN]": 1}, "patientCount": 2, "MAX_DOSE": 3, "Dose": 4}
    assert len(spans) == 2


def test_two_people_do_not_become_one_entry(redactor: Redactor) -> None:
    value: JSON = {"SSN 078-05-1120": 1, "SSN 219-09-9999": 2}
    redacted, _ = redact_json(value, redactor, Identities(), Mode.MASK)
    assert redacted == {"SSN [SSN]": 1, "SSN [SSN] 2": 2}


@pytest.mark.parametrize("key", ["a", "max_tokens", "$defs", "a.b", "$schema", "ICD", "A1C_VALUE"])
def test_words_of_a_schema_are_not_read(key: str) -> None:
    assert map_json({key: 1}, lambda text, under: "read") == {key: 1}


CHAT: dict[str, Any] = {
    "temperature": 0,
    "messages": [{"role": "user", "content": "Give Wojcik 10 mg"}],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "find",
                "description": "Finds Mr. Tomasz Wojcik",
                "parameters": {"properties": {"Tomasz Wojcik": {"type": "string"}}},
            },
        }
    ],
    "stop": ["SSN 078-05-1120"],
}  # fmt: skip


def test_a_chat_is_one_document(redactor: Redactor) -> None:
    before = json.dumps(CHAT)
    chat = redact_chat(CHAT, redactor, Identities(), PSEUDONYMISE)
    assert list(chat.body) == list(CHAT)
    assert "Wojcik" not in chat.body["messages"][0]["content"]
    assert chat.body["stop"] == ["SSN [SSN_1]"]
    assert chat.texts == (chat.body["messages"][0]["content"],)
    assert "SSN" in {span.label for span in chat.spans}
    assert json.dumps(CHAT) == before


def test_names_of_properties_are_a_tools_own(redactor: Redactor) -> None:
    chat = redact_chat(CHAT, redactor, Identities(), PSEUDONYMISE)
    function = chat.body["tools"][0]["function"]
    assert "Wojcik" not in function["description"]
    assert function["parameters"] == CHAT["tools"][0]["function"]["parameters"]


def test_what_is_known_is_found_in_every_field(redactor: Redactor) -> None:
    known = [KnownIdentifier("CODE", "zq-1")]
    body = {"messages": [{"role": "user", "content": "about zq-1"}], "title": "ZQ-1"}
    chat = redact_chat(body, redactor, Identities(), Mode.MASK, known)
    assert chat.body == {"messages": [{"role": "user", "content": "about [CODE]"}],
                         "title": "[CODE]"}  # fmt: skip


def test_a_tools_json_is_read_by_its_keys(redactor: Redactor) -> None:
    result = {"name": [{"family": "Zq", "given": ["Xu"]}], "line": 12, "dose": "10 mg",
              "telecom": [{"system": "phone", "value": "0142"}]}  # fmt: skip
    message = {"role": "tool", "tool_call_id": "c1", "content": json.dumps(result)}
    redacted = redact_messages([message], redactor, Identities(), Mode.MASK).messages[0]
    assert json.loads(redacted["content"]) == {
        "name": [{"family": "[NAME]", "given": ["[NAME]"]}], "line": 12, "dose": "10 mg",
        "telecom": [{"system": "phone", "value": "[PHONE]"}],
    }  # fmt: skip


def test_a_tools_json_without_identifiers_keeps_every_character(redactor: Redactor) -> None:
    message = {"role": "tool", "tool_call_id": "c1", "content": '{ "dose" : [10,\n "mg"] }'}
    assert redact_messages([message], redactor, Identities(), Mode.MASK).messages == [message]


def test_an_age_over_89_is_told_by_its_key(redactor: Redactor) -> None:
    value: JSON = [{"age": 93, "dose": 93}, {"age": 45}, {"patient_age": "101"}]
    redacted, _ = redact_json(value, redactor, Identities(), Mode.MASK)
    assert redacted == [{"age": "[AGE]", "dose": 93}, {"age": 45}, {"patient_age": "[AGE]"}]


def test_a_number_that_alone_says_nothing_is_found_where_it_is_known(redactor: Redactor) -> None:
    known = [KnownIdentifier("MRN", "4711")]
    redacted, _ = redact_json(["4711", "4712"], redactor, Identities(), Mode.MASK, known)
    assert redacted == ["[MRN]", "4712"]


def test_the_words_of_a_schema_stay(redactor: Redactor) -> None:
    schema = {
        "type": "object",
        "properties": {"urgent": {"type": "boolean"}, "lamp": {"type": "integer"}},
        "required": ["urgent", "lamp"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "triage", "schema": schema}}
    body = {"messages": [{"role": "user", "content": "Hi"}], "response_format": form}
    redacted = redact_chat(body, redactor, Identities(), Mode.PSEUDONYMISE)
    assert redacted.body == body
