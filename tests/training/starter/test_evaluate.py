from __future__ import annotations

from training.starter.evaluate import agreement, few_shot, lexicon, score, select
from training.starter.suite import Case, ask, coder_cases


def case(slice_: str, target: str, note: str = "HTN and gout.") -> Case:
    return Case(f"{slice_}-1", "icd10-coder", slice_, ask(note), target)


def test_right_answers_score_one_everywhere() -> None:
    cases = list(coder_cases(per_slice=10))
    figures = score(cases, [c.target for c in cases])
    for values in figures.values():
        assert (values["micro_f1"], values["exact"], values["unreadable"]) == (1.0, 1.0, 0.0)
    assert figures["outside"]["abstention"] == 1.0


def test_an_unreadable_answer_costs_recall_and_abstention() -> None:
    coded = case("carriers", '[{"code":"I10","evidence":"HTN"}]')
    empty = case("carriers", "[]")
    figures = score([coded, empty], ["I10", "nothing"])["carriers"]
    assert (figures["recall"], figures["abstention"], figures["unreadable"]) == (0.0, 0.0, 1.0)


def test_summaries_are_scored_by_overlap_and_entities() -> None:
    wanted = Case("s", "note-summarizer", "summaries", ask("..."), "Gout since 2010.")
    figures = score([wanted], ["Gout since 2011."])["summaries"]
    assert figures["rouge_l"] == round(4 / 6, 4)
    assert figures["entity_recall"] == 0.5


def test_the_lexicon_is_ours_and_lower_case() -> None:
    assert {"gout", "metformin", "left knee"} <= set(lexicon())
    assert all(term == term.lower() for term in lexicon())


def test_worked_examples_come_before_the_same_question() -> None:
    [shown] = few_shot([case("carriers", "[]")], shots=2)
    assert [m["role"] for m in shown.messages] == ["user", "assistant"] * 2 + ["user"]
    assert shown.messages[-1]["content"] == "HTN and gout."


def test_a_limit_holds_for_each_slice() -> None:
    cases = list(coder_cases(per_slice=5))
    assert len(select(cases, "icd10-coder", 2)) == 6
    assert select(cases, "note-summarizer", 0) == []


def test_agreement_is_to_the_character() -> None:
    assert agreement(["[]", "[]"], ["[]", "[ ]"]) == 0.5
