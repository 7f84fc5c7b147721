"""Tasks that only copying can solve: repeat a line, quote a sentence, read a value."""

from __future__ import annotations

from random import Random

from training.starter import fragments
from training.starter.chats.chat import Chat, Pools, make_chat, place
from training.starter.chats.lines import note_line


def repeat(rng: Random, pools: Pools) -> Chat:
    """Repeat the line, surrogates and all."""
    line = rng.choice([rng.choice(pools.sentences), note_line(rng), _noise(rng)])
    ask = rng.choice(
        [
            "Repeat this line:",
            "Copy this text exactly:",
            "Say this again, unchanged:",
            "Return the text as it is.",
        ]
    )
    return make_chat(place(rng, ask, line), line)


def _noise(rng: Random) -> str:
    """A string that only copying can reproduce."""
    words = rng.choices(
        [*fragments.SYMPTOMS, *fragments.MEDICINES, *fragments.LAST], k=rng.randint(2, 9)
    )
    words += [fragments.surrogate(rng) for _ in range(rng.randint(0, 3))]
    words += [str(rng.randint(0, 99_999)) for _ in range(rng.randint(0, 2))]
    rng.shuffle(words)
    return " ".join(words)


def quote_sentence(rng: Random, pools: Pools) -> Chat:
    """Quote the one sentence of several that mentions a phrase."""
    lines = [
        rng.choice([rng.choice(pools.sentences), note_line(rng)]) for _ in range(rng.randint(2, 6))
    ]
    target = rng.choice(lines)
    words = target.split()
    start = rng.randrange(max(1, len(words) - 3))
    phrase = " ".join(words[start : start + rng.randint(1, 4)]).strip(".,;:()")
    ask = rng.choice(
        ["Quote the sentence that mentions", "Which sentence contains", "Find the sentence with"]
    )
    first = next((line for line in lines if phrase in line), target)
    return make_chat(place(rng, f'{ask} "{phrase}"', " ".join(lines)), first)


def quote_from_passage(rng: Random, pools: Pools) -> Chat:
    """Continue a passage from its own words: copying over a long distance."""
    passage = rng.choice(pools.passages)
    words = passage.split(" ")
    start = rng.randrange(max(1, len(words) - 30))
    cue, rest = " ".join(words[start : start + 5]), " ".join(words[start + 5 : start + 25])
    return make_chat(f'{passage}\n\nWhat follows the words "{cue}"?', rest)


def look_up(rng: Random, _: Pools) -> Chat:
    """Answer with the value of one key of a record."""
    record = {
        **fragments.vitals(rng),
        "name": fragments.person(rng),
        "date": fragments.date(rng),
        "service": rng.choice(fragments.SERVICES),
        "allergy": rng.choice(fragments.ALLERGENS),
    }
    label, value = fragments.identifier(rng)
    record[label] = value
    keys = rng.sample(sorted(record), rng.randint(3, len(record)))
    key = rng.choice(keys)
    separator = rng.choice(["; ", "\n", ", "])
    text = separator.join(f"{k}: {record[k]}" for k in keys)
    ask = rng.choice([f"What is the {key}?", f"Give the {key}.", f"{key}?"])
    return make_chat(place(rng, ask, text), record[key])
