"""LangChain's stock classes against the real system."""

from __future__ import annotations

import pytest
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel

from tests.flow.conftest import NOTE, System


class Triage(BaseModel):
    """How a note is triaged."""

    urgent: bool


@pytest.fixture
def chat(system: System, api_key: str) -> ChatOpenAI:
    return ChatOpenAI(
        model="icd10-coder",
        base_url=f"{system.url}/v1",
        api_key=api_key,
        temperature=0,
        max_tokens=96,
        max_retries=0,
    )


def test_invoke_and_stream_agree(chat: ChatOpenAI) -> None:
    answer = chat.invoke(NOTE)
    streamed = "".join(str(chunk.content) for chunk in chat.stream(NOTE))
    assert "I10" in str(answer.content)
    assert streamed == answer.content


def test_structured_output(system: System, api_key: str) -> None:
    chat = ChatOpenAI(
        model="starter", base_url=f"{system.url}/v1", api_key=api_key, temperature=0, max_tokens=48
    )
    triage = chat.with_structured_output(Triage, method="json_schema").invoke(NOTE)
    assert isinstance(triage, Triage)


def test_a_bound_tool_is_called(system: System, api_key: str) -> None:
    chat = ChatOpenAI(
        model="starter", base_url=f"{system.url}/v1", api_key=api_key, temperature=0, max_tokens=48
    )
    answer = chat.bind_tools([Triage], tool_choice="Triage").invoke(NOTE)
    assert answer.tool_calls[0]["name"] == "Triage"
    assert isinstance(answer.tool_calls[0]["args"]["urgent"], bool)


def test_embeddings(system: System, api_key: str) -> None:
    embeddings = OpenAIEmbeddings(
        model="all-MiniLM-L6-v2",
        base_url=f"{system.url}/v1",
        api_key=api_key,
        check_embedding_ctx_length=False,
    )
    assert len(embeddings.embed_query("asthma")) == 384
