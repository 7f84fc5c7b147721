"""Tasks that answer in JSON with words of the text; an empty list or null where it is silent."""

from __future__ import annotations

from random import Random

from training.starter import fragments
from training.starter.chats.chat import Chat, Pools, compact_json, make_chat, place
from training.starter.chats.lines import note_line


def list_mentions(rng: Random, pools: Pools) -> Chat:
    """A JSON list of the diseases, chemicals, drugs or effects a text mentions; [] when none."""
    item = rng.choice(pools.labelled)
    kind = rng.choice(sorted(item.mentions))
    if kind not in ("drugs", "effects") and rng.random() < 0.1:
        kind = rng.choice(["diseases", "chemicals"])
    found = item.mentions.get(kind, [])
    ask = rng.choice(
        [
            f"List the {kind} in this text as a JSON list of strings.",
            f"Which {kind} are mentioned? Answer with a JSON list.",
            f"Extract the {kind} as JSON.",
        ]
    )
    return make_chat(place(rng, ask, item.text), compact_json(found))


def list_prescriptions(rng: Random, pools: Pools) -> Chat:
    """Each medicine of a note as an object with the words it was read from; [] when none."""
    items = [fragments.prescription(rng) for _ in range(rng.choice([0, 0, 1, 1, 2, 3, 4]))]
    lines = [_prescribe(rng, item["words"]) for item in items]
    lines += [
        rng.choice([note_line(rng), rng.choice(pools.sentences)]) for _ in range(rng.randint(0, 2))
    ]
    order = list(range(len(lines)))
    rng.shuffle(order)
    keys = rng.choice(
        [("drug", "dose"), ("drug", "words"), ("drug", "dose", "frequency"), ("drug",)]
    )
    found = [{key: items[i][key] for key in keys} for i in order if i < len(items)]
    ask = f"List the medicines as a JSON list of objects with {', '.join(keys)}."
    return make_chat(place(rng, ask, " ".join(lines[i] for i in order)), compact_json(found))


def _prescribe(rng: Random, words: str) -> str:
    form = rng.choice(
        [
            "Takes {}.",
            "Continue {}.",
            "Started on {} last visit.",
            "Rx: {};",
            "{}.",
            "Was given {} in the clinic.",
            "meds: {},",
            "Prescribed {} by {n}.",
        ]
    )
    return form.format(words, n=fragments.person(rng)) if "{n}" in form else form.format(words)


def extract_record(rng: Random, _: Pools) -> Chat:
    """Named fields of a free-text note as a JSON object, null where the note is silent."""
    values, note = _intake(rng)
    keys = rng.sample(sorted(values), rng.randint(2, len(values)))
    ask = rng.choice(
        [
            f"Answer as a JSON object with keys {', '.join(keys)}.",
            f"Extract {', '.join(keys)} as JSON.",
        ]
    )
    return make_chat(place(rng, ask, note), compact_json({key: values[key] for key in keys}))


def _intake(rng: Random) -> tuple[dict[str, str | None], str]:
    """An invented intake note with its fields; the symptoms are said, not coded."""
    values: dict[str, str | None] = {
        "name": fragments.person(rng),
        "date": fragments.date(rng),
        "age": str(rng.randint(18, 89)),
        "complaint": rng.choice(fragments.SYMPTOMS),
        "duration": f"{rng.randint(2, 14)} " + rng.choice(["days", "weeks", "months"]),
        "allergy": rng.choice(fragments.ALLERGENS),
        "job": rng.choice(fragments.JOBS),
    }
    parts = {
        "name": f"{values['name']}, seen {values['date']}.",
        "age": f"Age {values['age']}.",
        "complaint": f"Complains of {values['complaint']} for {values['duration']}.",
        "allergy": f"Allergic to {values['allergy']}.",
        "job": f"Works as a {values['job']}.",
    }
    for key in ("allergy", "job"):
        if rng.random() < 0.3:
            values[key], parts[key] = None, ""
    order = rng.sample(sorted(parts), len(parts))
    return values, " ".join(parts[key] for key in order if parts[key])
