"""Emergencies in a prompt: self-harm, overdose, stroke, heart attack and the like, by rule.

Self-harm and overdose are never negated away: "I would not kill myself" still escalates. For
the others a negation, a past time or a relative's history in the same clause counts.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from guards.phi.normal import Plain
from guards.policy.base import Context
from guards.prefilter import Hint, Prefilter
from guards.verdicts import Action, Verdict


class Sign(msgspec.Struct, frozen=True):
    """One kind of emergency; `absolute` ones ignore negation, time and experiencer."""

    name: str
    pattern: re.Pattern[str]
    absolute: bool = False


def _sign(name: str, *alternatives: str, absolute: bool = False) -> Sign:
    joined = "|".join(alternatives)
    return Sign(name, re.compile(rf"\b(?:{joined})", re.IGNORECASE), absolute)


_SELF = r"(?:my\s?self|himself|herself|themselves|themself|yourself|ourselves)"
SIGNS = (
    _sign(
        "self_harm",
        r"(?:kill(?:ing|ed)?|hurt(?:ing)?|harm(?:ing|ed)?|hang(?:ing)?|shoot(?:ing)?"
        rf"|cut(?:ting)?|drown(?:ing)?|stab(?:bing)?|poison(?:ing)?|starv(?:e|ing)) {_SELF}\b",
        r"suicid(?:e|al)\b(?! (?:squad|gene|inhibitor|prevention week))",
        r"(?:end(?:ing)?|tak(?:e|ing)|took) (?:my|his|her|their) (?:own )?li(?:fe|ves)\b",
        r"(?:want|wants|wanted|wanting|wish(?:ed)?|going|ready|plan(?:ning|s)?|hop(?:e|ing)"
        r"|rather|feel like|deserve)(?: to| i (?:was|were|could)| be)? (?:die|dying|dead"
        r"|disappear forever|not wake up|never wake up|not be alive|end it(?: all)?)\b",
        r"(?:don'?t|do not|doesn'?t|didn'?t|no longer) (?:want|wish)(?:s|ed)? to (?:live"
        r"|be alive|be here any ?more|wake up|go on|exist)\b",
        r"(?:no (?:reason|point)(?: in| to| for)?) (?:to live|living|to go on|going on"
        r"|being alive)\b",
        r"wanna (?:die|disappear|be dead|end it)\b|\bending it all\b|\b(?:been|started|keep"
        r"|am) cutting again\b",
        r"(?:life|living)(?: \w+){0,2} (?:isn'?t|is not|not|no longer) worth(?: living| it)?\b",
        r"(?:nobody|no one|no-one) (?:would|will) (?:miss me|notice if i)\b",
        r"better off (?:dead|without me)\b",
        r"self[- ]?harm(?:ing|ed)?\b",
        r"(?:slit|cut|cutting|slitting) (?:my|his|her|their) (?:wrists?|throat|veins)\b",
        r"jump(?:ing)? (?:off|from|in front of) (?:a|the|my|of)\s?(?:bridge|roof|building"
        r"|train|balcony|window|cliff)",
        r"unalive\b|\bkms\b|goodbye (?:letter|note)\b|suicide (?:note|plan)\b",
        absolute=True,
    ),
    _sign(
        "overdose",
        r"over[- ]?dos(?:e|ed|ing|es)\b",
        r"(?:took|taken|swallowed|swallowing|ate|eaten|drank|drunk|ingested|gave (?:him|her"
        r"|them|my \w+)|got into)(?: \w+){0,4} (?:too many|too much|whole bottle"
        r"|entire bottle|all (?:of )?(?:my|the|his|her)|handful)\b",
        r"(?:took|taken|taking|swallowed|gave \w+) (?:a )?(?:\d{2,3} of|double|triple"
        r"|twice)(?: \w+){0,4} (?:pills?|tablets?|dose|medicine|medication|insulin)\b",
        r"(?:too many|whole bottle of|entire bottle of|handful of) (?:\w+ )?(?:pills|tablets"
        r"|capsules|tylenol|sleeping pills|paracetamol|acetaminophen|aspirins?|xanax"
        r"|opioids?)\b(?! (?:a|per) (?:month|year))",
        r"(?:took|taken|swallowed|swallowing|ate|eaten|ingested"
        r"|taking)(?: \w+){0,3} (?:\d{2,3}|twenty|thirty|forty|fifty|sixty|a hundred"
        r"|all)(?: \w+){0,2} (?:pills|tablets|capsules|tabs|caps)\b",
        r"(?:drank|swallowed|ate|ingested|drinking|eaten|drunk)(?: (?:some|the|a|an|my|bit|of"
        r"|little|lot)){0,4} (?:bleach|antifreeze|detergent|drain cleaner|rat poison"
        r"|button batter(?:y|ies)|lye|pesticide|laundry pods?|tide pods?|lighter fluid"
        r"|gasoline)\b",
        r"(?:been|was|am|is|got|accidentally) poisoned\b|\bpoison control\b",
        r"(?:lethal|fatal|deadly) (?:dose|amount)\b|how many (?:pills|tablets|\w+) (?:would"
        r"|will|does it take|do i need|can) ?(?:it take )?to (?:die|kill|overdose)",
        absolute=True,
    ),
    _sign(
        "stroke",
        r"(?:having|had|has|think it'?s|signs of|could (?:it|this) be|is this|symptoms of"
        r"|may be) a (?:mini[- ]?)?stroke\b",
        r"(?:face|mouth|smile|eyelid|side of (?:my|his|her"
        r"|the) face)(?: \w+){0,3} (?:droop(?:s|ing|ed|y)?|drooping|sagging|numb|crooked"
        r"|fell)\b",
        r"(?:droop(?:ing|y)|crooked) (?:face|mouth|smile)\b",
        r"slurr(?:ed|ing)(?: (?:my|his|her|their))? (?:speech|words?)\b|\bspeech (?:is|became"
        r"|has become|got) (?:slurred|garbled)\b",
        r"(?:can'?t|cannot|unable to|could ?n'?t|lost the ability to) (?:speak|talk|move|feel"
        r"|lift|raise)(?: (?:my|his|her|one|the|their))? ?(?:left|right|one)? ?(?:arm|leg"
        r"|side|face|words|properly|at all|suddenly)\b",
        r"sudden(?:ly)?(?: \w+){0,4} (?:weak(?:ness)?|numb(?:ness)?|paraly[sz]ed|vision loss"
        r"|loss of vision|blind(?:ness)?|confus(?:ed|ion)|went blind)\b",
        r"(?:one|left|right)[- ]sided? (?:is |went |of (?:my|his|her) body (?:is "
        r"|went )?)?(?:weak(?:ness)?|numb(?:ness)?|paraly[sz]ed|paralysis)\b",
        r"(?:worst|thunderclap) headache\b",
    ),
    _sign(
        "heart",
        r"(?:chest|heart)(?: \w+){0,3} (?:pains?|pressure|tight(?:ness|ening)?|crush(?:ing"
        r"|ed)|squeez(?:ing|ed)|hurts?|burning|heaviness)\b",
        r"(?:pain|pressure|tightness|squeezing|crushing|heaviness|elephant"
        r"|ache)(?: \w+){0,4} (?:chest|breastbone|left arm)\b",
        r"(?:having|had|is this|could (?:it|this) be|think it'?s|signs of) (?:a )?heart attack\b",
        r"cardiac arrest\b|\b(?:heart|pulse) (?:has )?stopped\b|\bno pulse\b",
    ),
    _sign(
        "breathing",
        r"(?:can'?t|cannot|can not|could ?n'?t|unable to|hard to|struggling to|difficulty"
        r"|trouble|barely|can barely) (?:breath(?:e|ing)|catch (?:my|his|her) breath"
        r"|get (?:any |enough )?air)\b",
        r"(?:stopped|not|isn'?t|is not) breathing\b|\bshort(?:ness)? of breath\b",
        r"(?:i am|i'm|he is|he's|she is|she's|is) (?:choking|suffocating|gasping)\b"
        r"|\bgasping for (?:air|breath)\b",
        r"(?:lips?|face|skin|fingers)(?: \w+){0,2} (?:blue|bluish|purple|gr[ae]y)\b"
        r"|\bturn(?:ing|ed) blue\b",
        r"(?:face|lips|mouth)(?: \w+){0,2} swell(?:ing|ed)\b|\bsevere allergic reaction\b",
        r"(?:throat|tongue|airway)(?: \w+){0,3} (?:clos(?:ing|ed)|swell(?:ing|ed)|swollen"
        r"|tightening)\b|\banaphyla(?:xis|ctic)\b",
    ),
    _sign(
        "collapse",
        r"(?:i am|i'm|i feel like i'?m|he is|he's|she is|she's) dying\b(?! (?:to|for"
        r"|of (?:boredom|laughter|curiosity)))",
        r"(?:unconscious|unresponsive|won'?t wake(?: up)?|not waking up|can'?t wake (?:him"
        r"|her|them|my)|passed out|collapsed|lost consciousness|blacked out)\b",
        r"(?:is|was|been|having|had) (?:a |still )?(?:seiz(?:ing|ure)|convulsi(?:ng|ons?))\b",
    ),
    _sign(
        "bleeding",
        r"(?:won'?t|can'?t|not|doesn'?t|cannot) stop(?: the)? bleeding\b"
        r"|\bbleeding (?:heavily|a lot|badly|profusely|out|won'?t stop|and it won'?t)\b",
        r"(?:soak(?:ing|ed)) (?:through )?(?:a |two |one |\d )?(?:pads?|towels?)\b",
        r"(?:vomit(?:ing|ed)?|throw(?:ing|n)? up|threw up|cough(?:ing"
        r"|ed)? up)(?: \w+){0,3} blood\b",
        r"(?:gun ?shot|stab) wound\b|\b(?:been|was|got) (?:shot|stabbed)\b",
    ),
    _sign(
        "pregnancy_and_child",
        r"(?:haven'?t|not|can'?t|don'?t) (?:felt|feel|feeling) (?:the|my) baby\b|\b(?:baby"
        r"|fetus|foetus)(?: \w+){0,4} (?:not moving|stopped moving|hasn'?t moved"
        r"|no movement)\b|\bwater broke\b",
        r"(?:newborn|infant|(?:\d+|two|three|one|four|six)[- ]week[- ]old|\d+[- ](?:day"
        r"|week)[- ]old)(?: \w+){0,6} (?:fever|limp|10[0-4](?:\.\d)?\b|not feeding"
        r"|won'?t feed)",
        r"(?:severe )?headache(?: \w+){0,5} stiff neck\b|\bstiff neck(?: \w+){0,5} (?:fever"
        r"|rash)\b",
    ),
)

_CLAUSE = re.compile(r"[.;!?\n]|,? but |, (?=now|today)")
_NEGATION = re.compile(
    r"\b(?:no|not|never|without|den(?:y|ies|ied)|don'?t have|doesn'?t have|haven'?t|hasn'?t"
    r"|didn'?t|isn'?t|negative for|rule[sd]? out|free of|"
    r"absence of|stopped having|no longer)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:years? ago|months? ago|last year|history of|hx of|previous(?:ly)?|in the past"
    r"|as a child|used to|back in|in (?:19|20)\d\d|when i was|since (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:family history|runs in (?:my|the) family|(?:my )?(?:grand)?(?:father|mother"
    r"|parents?|dad|mom|uncle|aunt)(?: also)? (?:died|had|passed away))\b",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(
    r"\b(?:what (?:is|are|causes?)|what'?s the|how (?:is|are|does|do|common)|risk (?:of"
    r"|factors?)|prevent(?:ion|ing|s)?|guidelines?|define|definition|difference between|"
    r"signs? (?:and symptoms )?of|symptoms? of|treatments? (?:of|for)|support group|article"
    r"|awareness|can \w+ cause|research|recover(?:y|ing) from|reduce)\b",
    re.IGNORECASE,
)
_OWN_NOW = re.compile(
    r"\b(?:i am|i'm|i have|i've|i feel|my (?:husband|wife|son|daughter|baby|child|partner"
    r"|friend|mother|father|mom|dad|chest|face|arm|heart)|he is|she is|he's|she's|right now"
    r"|having|help me)\b",
    re.IGNORECASE,
)
FIXED_TEXT = (
    "This may be an emergency, and I cannot help with it here. If you or someone near you "
    "could be in danger, "
    "call your local emergency number now (911 in the US, 112 in Europe) or go to the "
    "nearest emergency "
    "department. If you are thinking about hurting yourself, call or text 988 in the US, or "
    "your local crisis "
    "line; somebody will answer at any hour. If something was swallowed, US Poison Control "
    "is 1-800-222-1222. "
    "Please do not wait for an answer from this service."
)
"""English. Public helplines only."""


class Emergency:
    """Escalates words that tell of an emergency now."""

    name = "emergency"
    version = 1
    stage = "prompt"
    covers = (
        "self-harm, overdose, stroke, heart attack, breathing, collapse, bleeding, pregnancy; "
        "English rules"
    )

    def judge(self, text: str, context: Context) -> Verdict | None:
        """An escalation with the words it rests on, the absolute signs first."""
        plain = Plain(text)
        candidates = [SIGNS[index] for index in _prefilter().candidates(plain.text)]
        for sign in sorted(candidates, key=lambda s: not s.absolute):
            for match in sign.pattern.finditer(plain.text):
                if sign.absolute or not _explained_away(plain.text, match):
                    evidence = plain.original(*match.span())
                    return Verdict(self.name, self.stage, Action.ESCALATE, 1.0, sign.name, evidence)
        return None


@lru_cache(maxsize=1)
def _prefilter() -> Prefilter:
    return Prefilter([Hint.of(sign.pattern) for sign in SIGNS])


def _explained_away(text: str, match: re.Match[str]) -> bool:
    """Whether the clause says that it is not so, long past, another's, or asked in general."""
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, match.start())), default=0)
    follow = _CLAUSE.search(text, match.end())
    end = follow.start() if follow else len(text)
    before, clause = text[start : match.start()], text[start:end]
    if _NEGATION.search(before[-48:]) or _OTHERS.search(clause):
        return True
    if _PAST.search(clause):
        return True
    return bool(_IN_GENERAL.search(clause)) and not _OWN_NOW.search(clause)
