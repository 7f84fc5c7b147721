"""Tasks that answer a question, from memory, from a text, or by calling a tool."""

from __future__ import annotations

from random import Random

from training.starter import fragments
from training.starter.chats.chat import Chat, Message, Pools, make_chat


def answer_question(rng: Random, pools: Pools) -> Chat:
    """A short answer to a health question."""
    question, answer = rng.choice(pools.answers)
    return make_chat(question, answer)


def answer_from_text(rng: Random, pools: Pools) -> Chat:
    """A short answer found among sentences that do not matter."""
    question, answer = rng.choice(pools.answers)
    ask = rng.choice(
        ["Answer from the text.", "Use only the text below.", "According to the text:"]
    )
    distractors = [rng.choice(pools.sentences) for _ in range(rng.randint(0, 2))]
    context = [answer, *distractors]
    rng.shuffle(context)
    return make_chat(f"{ask}\n{' '.join(context)}\n\n{question}", answer)


_TOOLS = {
    "get_vitals": ("patient", "the latest vital signs of a patient"),
    "find_medicine": ("drug", "a medicine in the formulary"),
    "book_visit": ("service", "an appointment with a service"),
    "search_notes": ("query", "notes that match a query"),
}


def _tool(name: str) -> dict[str, object]:
    argument, about = _TOOLS[name]
    schema = {
        "type": "object",
        "properties": {argument: {"type": "string"}},
        "required": [argument],
    }
    function = {"name": name, "description": f"Find {about}", "parameters": schema}
    return {"type": "function", "function": function}


def call_tool(rng: Random, _: Pools) -> Chat:
    """Call the one offered tool that fits, with the argument copied from the request."""
    name = rng.choice(sorted(_TOOLS))
    argument = _TOOLS[name][0]
    value = {
        "patient": fragments.person(rng),
        "drug": rng.choice(fragments.MEDICINES),
        "service": rng.choice(fragments.SERVICES),
        "query": rng.choice(fragments.SYMPTOMS),
    }[argument]
    asks = {
        "patient": [f"What are the vitals of {value}?", f"Latest vital signs for {value} please."],
        "drug": [f"Do we have {value}?", f"Look up {value}."],
        "service": [f"Book a visit with {value}.", f"I need an appointment in {value}."],
        "query": [f"Find notes about {value}.", f"Search the chart for {value}."],
    }[argument]
    offered = {name, *rng.sample(sorted(_TOOLS), rng.randint(0, 2))}
    call = {"function": {"name": name, "arguments": {argument: value}}}
    messages: list[Message] = [
        {"role": "user", "content": rng.choice(asks)},
        {"role": "assistant", "content": "", "tool_calls": [call]},
    ]
    return Chat(messages, [_tool(n) for n in sorted(offered)])
