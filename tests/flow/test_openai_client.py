"""The official `openai` package against the real system: it must notice no difference."""

from __future__ import annotations

import json

import openai
import pytest

from tests.flow.conftest import NOTE, System, until

USER_NOTE = [{"role": "user", "content": NOTE}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "order_lab",
        "description": "Orders a laboratory test.",
        "parameters": {
            "type": "object",
            "properties": {"test": {"type": "string", "enum": ["HbA1c", "TSH"]}},
            "required": ["test"],
            "additionalProperties": False,
        },
    },
}
SCHEMA = {
    "type": "json_schema",
    "json_schema": {
        "name": "triage",
        "schema": {
            "type": "object",
            "properties": {"urgent": {"type": "boolean"}, "codes": {"enum": [0, 1, 2]}},
            "required": ["urgent", "codes"],
            "additionalProperties": False,
        },
    },
}


def test_a_note_is_coded_by_the_live_adapter(client: openai.OpenAI, system: System) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model="icd10-coder", messages=USER_NOTE, temperature=0, max_tokens=96
    )
    answer = raw.parse()
    assert raw.headers["x-preceptor-version"] == system.versions("icd10-coder")["v2"]
    assert raw.headers["x-request-id"] == answer.id
    assert {entry["code"] for entry in json.loads(answer.choices[0].message.content)} == {
        "E11.9",
        "I10",
    }
    report = answer.model_extra["preceptor"]
    assert report["action"] == "allow"
    assert {guard["stage"] for guard in report["guards"]} == {"prompt", "stream"}


def test_a_stream_says_what_the_plain_answer_says(client: openai.OpenAI) -> None:
    plain = client.chat.completions.create(
        model="icd10-coder", messages=USER_NOTE, temperature=0, max_tokens=96
    )
    chunks = list(
        client.chat.completions.create(
            model="icd10-coder", messages=USER_NOTE, temperature=0, max_tokens=96, stream=True
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == plain.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    versions = {answer.model_extra["preceptor"]["version"] for answer in (plain, chunks[-1])}
    assert len(versions) == 1


def test_codes_that_the_adapter_writes_are_not_taken_for_identifiers(client: openai.OpenAI) -> None:
    for note in ("Seen for asthma.", "Returns to discuss hyperthyroidism.", "Back pain, stable."):
        answer = client.chat.completions.create(
            model="icd10-coder",
            messages=[{"role": "user", "content": note}],
            temperature=0,
            max_tokens=96,
        )
        assert "[CODE]" not in answer.choices[0].message.content
        assert answer.model_extra["preceptor"]["action"] == "allow"


def test_usage_is_streamed_when_asked_for(client: openai.OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model="starter",
            messages=USER_NOTE,
            max_tokens=8,
            stream=True,
            stream_options={"include_usage": True},
            extra_body={"ignore_eos": True},
        )
    )
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 8
    assert "preceptor" in chunks[-1].model_extra


def test_a_tool_is_called_with_valid_arguments(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="starter",
        messages=USER_NOTE,
        tools=[WEATHER],
        tool_choice={"type": "function", "function": {"name": "order_lab"}},
        temperature=0,
        max_tokens=32,
    )
    call = answer.choices[0].message.tool_calls[0]
    assert call.function.name == "order_lab"
    assert json.loads(call.function.arguments)["test"] in ("HbA1c", "TSH")


def test_streamed_tool_arguments_join_to_valid_json(client: openai.OpenAI) -> None:
    arguments = ""
    for chunk in client.chat.completions.create(
        model="starter",
        messages=USER_NOTE,
        tools=[WEATHER],
        tool_choice={"type": "function", "function": {"name": "order_lab"}},
        temperature=0,
        max_tokens=32,
        stream=True,
    ):
        for call in chunk.choices[0].delta.tool_calls or []:
            arguments += call.function.arguments or ""
    assert json.loads(arguments)["test"] in ("HbA1c", "TSH")


def test_an_answer_follows_a_json_schema(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="starter", messages=USER_NOTE, response_format=SCHEMA, temperature=0, max_tokens=64
    )
    fields = json.loads(answer.choices[0].message.content)
    assert set(fields) == {"urgent", "codes"}
    assert fields["codes"] in (0, 1, 2)


def test_several_choices_seed_stop_and_logprobs(client: openai.OpenAI) -> None:
    request = {
        "model": "starter",
        "messages": USER_NOTE,
        "n": 2,
        "seed": 7,
        "temperature": 1.0,
        "max_tokens": 6,
        "logprobs": True,
        "top_logprobs": 2,
        "extra_body": {"ignore_eos": True},
    }
    first = client.chat.completions.create(**request)
    again = client.chat.completions.create(**request)
    texts = [choice.message.content for choice in first.choices]
    assert texts == [choice.message.content for choice in again.choices]
    assert len(first.choices) == 2
    assert len(first.choices[0].logprobs.content) == 6
    stopped = client.chat.completions.create(
        model="icd10-coder", messages=USER_NOTE, temperature=0, max_tokens=96, stop=["E11"]
    )
    assert "E11" not in stopped.choices[0].message.content
    assert stopped.choices[0].finish_reason == "stop"


def test_completions_echo_with_logprobs(client: openai.OpenAI) -> None:
    answer = client.completions.create(
        model="starter", prompt="Hypertension is", echo=True, logprobs=1, max_tokens=1
    )
    choice = answer.choices[0]
    assert choice.text.startswith("Hypertension is")
    assert choice.logprobs.token_logprobs[0] is None
    assert all(value is not None for value in choice.logprobs.token_logprobs[1:])


def test_completions_with_identifiers_are_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.completions.create(model="starter", prompt="Call 555-867-5309 now", max_tokens=1)
    assert refused.value.code == "identifiers_found"
    assert "867" not in str(refused.value)


def test_models_are_listed_with_their_version(client: openai.OpenAI, system: System) -> None:
    listed = {model.id: model for model in client.models.list()}
    assert {"starter", "icd10-coder", "note-summarizer"} <= set(listed)
    coder = client.models.retrieve("icd10-coder").model_extra
    assert coder["version"] == system.versions("icd10-coder")["v2"]
    assert "never" in coder["limitations"].lower()


def test_embeddings_have_unit_length(client: openai.OpenAI) -> None:
    answer = client.embeddings.create(model="all-MiniLM-L6-v2", input=["asthma", "wheezing"])
    lengths = [sum(x * x for x in entry.embedding) for entry in answer.data]
    assert lengths == pytest.approx([1.0, 1.0], abs=1e-4)
    assert len(answer.data[0].embedding) == 384


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"model": "no-such"}, openai.NotFoundError, "model_not_found"),
        ({"messages": []}, openai.BadRequestError, None),
        ({"messages": [{"role": "user", "content": "fever " * 5000}]}, openai.BadRequestError,
         "context_length_exceeded"),
        ({"temperature": "hot"}, openai.BadRequestError, None),
        ({"messages": [{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}]},
         openai.BadRequestError, "unsupported_content"),
    ],
)  # fmt: skip
def test_bad_requests_are_explained(
    client: openai.OpenAI, change: dict, error: type[openai.APIStatusError], code: str | None
) -> None:
    request = {"model": "starter", "messages": USER_NOTE, "max_tokens": 4, **change}
    with pytest.raises(error) as refused:
        client.chat.completions.create(**request)
    assert refused.value.code == code
    assert refused.value.body["message"]
    client.chat.completions.create(model="starter", messages=USER_NOTE, max_tokens=2)


def test_a_wrong_and_a_revoked_key_are_refused(system: System) -> None:
    key = system.key()
    with openai.OpenAI(base_url=f"{system.url}/v1", api_key=key, max_retries=0) as client:
        assert client.models.list().data
        system.command("keys", "revoke", key.split("-")[1])
        until(lambda: _refused(client), 10)
    with (
        openai.OpenAI(base_url=f"{system.url}/v1", api_key="pk-a-b", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError),
    ):
        client.models.list()


def _refused(client: openai.OpenAI) -> bool:
    try:
        client.models.list()
    except openai.AuthenticationError:
        return True
    return False


def test_a_key_over_its_requests_is_told_when_to_retry(system: System) -> None:
    key = system.key("application", "flow", "--rpm", "1")
    with openai.OpenAI(base_url=f"{system.url}/v1", api_key=key, max_retries=0) as client:
        client.chat.completions.create(model="starter", messages=USER_NOTE, max_tokens=1)
        with pytest.raises(openai.RateLimitError) as refused:
            client.chat.completions.create(model="starter", messages=USER_NOTE, max_tokens=1)
    assert int(refused.value.response.headers["retry-after"]) >= 1
