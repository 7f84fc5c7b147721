"""The endpoints that OpenAI's clients know, with the official client."""

from __future__ import annotations

from tests.gateway.scene import Gateway


async def test_a_plain_chat_is_answered(preceptor: Gateway) -> None:
    answer = await preceptor.chat("good morning")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["choices"][0]["message"] == {"role": "assistant", "content": "base: good morning"}
