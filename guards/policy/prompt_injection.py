"""Orders hidden in text: attempts to override the rules, to change roles, to extract the prompt.

Rules over plain text after undoing zero-width characters, spaced letters and base64: English,
with the commonest overrides in German, French and Spanish. Of the injections in a public set
that is half German, these rules find a third, with no false alarm; a paraphrase is not found.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from guards.phi.normal import Plain
from guards.policy.base import Context
from guards.prefilter import Hint, Prefilter
from guards.verdicts import Action, Verdict

_RULES_WORD = (
    r"(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|commands?|orders?"
    r"|policies|restrictions?|safeguards?|guardrails?|programming|training|constraints?|context"
    r"|messages?|tasks?|conversation)"
)
_PRIOR = (
    r"(?:previous|prior|above|preceding|earlier|foregoing|initial|original|former|existing"
    r"|current|system|safety|your|all|any|the|of|these|those|every|my|such|given|what|old|other"
    r"|standard|internal|content|ethical)"
)
_OVERRIDDEN = rf"{{1,6}}(?:\w+ )?{_RULES_WORD}"


class Form(msgspec.Struct, frozen=True):
    """One form that an attack takes, and how surely it is one."""

    name: str
    pattern: re.Pattern[str]
    score: float


def _form(name: str, score: float, *alternatives: str) -> Form:
    return Form(name, re.compile("|".join(f"(?:{a})" for a in alternatives), re.IGNORECASE), score)


FORMS = (
    _form(
        "override",
        0.95,
        r"\b(?:ignore|disregard|forget|override|bypass|neglect|skip|overlook|discard"
        r"|circumvent|dismiss|drop|violate|abandon|erase|delete)\b(?:,? (?:about|and"
        rf"|completely|everything|please|now|totally|just))* (?:{_PRIOR} ){_OVERRIDDEN}",
        r"\b(?:ignore|disregard|forget) (?:everything|all|anything)(?: (?:that"
        r"|which))?(?: (?:you|i|we|was|were|has|have|had|came|is|'ve|been)){0,4} (?:above"
        r"|before|prior|previously|said|told|wrote|written|learned|know)\b",
        r"\b(?:do not|don'?t|stop|no longer|never) (?:follow|obey|adhere to|comply with"
        r"|listen to|following|obeying)\b(?: \w+){0,3} (?:instructions?|rules?|guidelines?"
        r"|polic(?:y|ies)|programming)",
        r"\b(?:new|updated|real|actual|revised|additional) (?:system )?(?:instructions?"
        r"|prompt|task|directive|orders?)\s*(?::|is to\b|are as follows|follow)",
        r"(?:^|[.!?:\n]\s{0,3})(?:please )?(?:now )?(?:forget|ignore|disregard) (?:everything"
        r"|all(?: of)?(?: (?:that|this|the above|of it))?|(?:the )?(?:above|previous"
        r"|preceding))\s*(?:,|\.|!|and\b|then\b|$)",
        r"\b(?:leave|put) (?:all |everything )?(?:previous|prior|the above"
        r"|earlier)(?: \w+){0,2} behind\b",
        r"\b(?:now )?(?:new|further|the following) (?:instructions|tasks|orders) (?:follow"
        r"|are coming|apply)\b",
        r"\b(?:vergiss|vergessen sie|ignoriere|ignorieren sie|missachte"
        r"|missachten sie)\b(?: \w+){0,2} (?:alles?|alle|aufgaben|(?:vorherigen?|vorigen?"
        r"|bisherigen?|obigen?) \w+|anweisungen|instruktionen|davor)\b",
        r"\b(?:oublie[zr]?|ignore[zr]) (?:toutes?|tout|les) (?:les )?(?:instructions"
        r"|consignes|ce qui|pr[ée]c[ée]dent\w*)",
        r"\b(?:olvid[ae]|ignor[ae]|olvide|omite)(?: \w+){0,2} (?:todo|todas?|las"
        r"|anteriores?)(?: las)? ?(?:instrucciones|lo anterior|anteriores?|que)",
        r"\bfrom now on,? (?:you|act|respond|answer|reply|ignore|pretend|always)\b",
        r"\b(?:instead|rather),? (?:you must |just |only )?(?:say|print|output|respond with"
        r"|reply with|answer with|write|repeat)\b(?: exactly| only| the)?:? ?[\"'“]",
    ),
    _form(
        "role",
        0.9,
        r"\b(?:you are|you'?re|act as|behave as|become|pretend (?:to be|you are|that you are)"
        r"|roleplay as|role-play as|simulate|play the role of"
        r"|imagine you are)\b[^.\n]{0,60}\b(?:DAN|jailbroken|unrestricted|unfiltered"
        r"|uncensored|no (?:rules|restrictions|limits|filters?|guidelines)"
        r"|without (?:any )?(?:rules|restrictions|limits|filters?|guidelines|ethics|safety)"
        r"|evil|developer mode|god mode|root|admin(?:istrator)?)\b",
        r"\b(?:developer|debug|god|maintenance|sudo|admin|jailbreak|unrestricted|DAN"
        r"|opposite) mode\b(?: (?:is )?(?:on|enabled|activated|now))?",
        r"\bdo anything now\b|\bjail ?break(?:ing|ed)?\b (?:you|yourself|prompt|the)",
        r"\b(?:act|behave|respond) as (?:a|an|if you (?:are"
        r"|were) an?) (?:\w+ )?(?:interpreter|terminal|shell|compiler|linux console)\b"
        r"|\bexecute the following (?:command|code)\b",
        r"\byou are (?:now )?(?:no longer|not) (?:an? )?(?:ai|assistant|bound|medical"
        r"|restricted|limited)\b",
    ),
    _form(
        "extraction",
        0.9,
        r"\b(?:reveal|show|print|output|repeat|display|tell me|give me|leak|expose|disclose"
        r"|share|dump|what (?:is|are|was|were)|write out"
        r"|copy)\b[^.\n]{0,40}\b(?:system prompt|(?:your|the) (?:hidden |initial |original "
        r"|secret |full |exact |internal |system |developer )+(?:prompt|instructions?|rules"
        r"|message)|your (?:prompt|instructions))\b",
        r"\brepeat (?:all |everything |the (?:words|text|sentences?) )+(?:above|before"
        r"|you (?:were|have been) (?:told|given))",
        r"\b(?:reveal|show|print|list|give me|dump|send|exfiltrate"
        r"|leak)\b[^.\n]{0,40}\b(?:other patients'?|all patients'?|another patient'?s?"
        r"|patient database|passwords?|api keys?|credentials|secret key)\b",
    ),
    _form(
        "forged_turn",
        0.9,
        r"<\|?(?:im_start|im_end|system|endoftext|assistant|user|begin_of_text"
        r"|start_header_id|eot_id)\|?>",
        r"(?:^|\n)[ \t]{0,8}(?:#{1,4}\s*)?(?:\[(?:system|assistant|developer|admin)\]|(?:system"
        r"|developer|admin(?:istrator)?)(?: (?:message|prompt|override|note"
        r"|instruction))?\s*:)",
        r"\[/?INST\]|<<SYS>>|\bBEGIN (?:SYSTEM|NEW) (?:PROMPT|INSTRUCTIONS)\b"
        r"|\bEND OF (?:PROMPT|CONTEXT|DOCUMENT|SYSTEM PROMPT)\b",
    ),
    _form(
        "reader_addressed",
        0.85,
        r"\b(?:if you are|attention|note to|dear|hey|hello|to)(?: an?| the| any| all)? (?:ai"
        r"|llm|language model|assistant|chatbot|model|gpt|chatgpt"
        r"|claude)s?\b[^.\n]{0,30}(?:reading|processing|summari[sz]ing|:|,|must|should"
        r"|please)",
        r"\b(?:the )?(?:ai|llm|assistant|language model|chatbot) (?:must|should|shall|has to"
        r"|needs to|will now) (?:ignore|disregard|recommend|tell|say|respond|output"
        r"|not mention|reveal|include|always|never)\b",
    ),
)
FIXED_TEXT = (
    "I can't follow that request because it tries to change the rules this service works under. "
    "Please ask your health question directly."
)


class PromptInjection:
    """Blocks text that tries to steer the model away from its rules."""

    name = "prompt_injection"
    version = 1
    covers = (
        "overrides (English, some German, French, Spanish), role changes, prompt extraction, "
        "forged turns; also in base64 and spaced letters"
    )

    def __init__(self, stage: str = "prompt") -> None:
        self.stage = stage

    def judge(self, text: str, context: Context) -> Verdict | None:
        """A block with its evidence; orders inside an encoding carry no evidence span."""
        plain = Plain(text)
        if found := _found(plain.text):
            form, match = found
            return self._verdict(form.score, form.name, plain.original(*match.span()))
        for decoded in _unwrapped(plain.text):
            if found := _found(decoded):
                form, _ = found
                return self._verdict(form.score, f"{form.name} in an encoding", None)
        return None

    def _verdict(self, score: float, reason: str, evidence: tuple[int, int] | None) -> Verdict:
        return Verdict(self.name, self.stage, Action.BLOCK, score, reason, evidence)


def _found(text: str) -> tuple[Form, re.Match[str]] | None:
    """The first form that the text takes, and where."""
    for index in _form_prefilter().candidates(text):
        if match := FORMS[index].pattern.search(text):
            return FORMS[index], match
    return None


@lru_cache(maxsize=1)
def _form_prefilter() -> Prefilter:
    """Of what is overridden the hint says nothing: hyperscan would take a second to compile it."""
    patterns = (form.pattern.pattern.replace(_OVERRIDDEN, "") for form in FORMS)
    return Prefilter([Hint(pattern, caseless=True) for pattern in patterns])


def _unwrapped(text: str) -> Iterator[str]:
    """What base64 runs and s p a c e d letters say in plain text."""
    for index in _wrapping_prefilter().candidates(text):
        wrapping, unwrap = _WRAPPINGS[index]
        yield from unwrap(wrapping, text)


def _from_base64(wrapping: re.Pattern[str], text: str) -> Iterator[str]:
    for match in wrapping.finditer(text):
        padded = match[0].rstrip("=")
        padded += "=" * (-len(padded) % 4)
        try:
            yield base64.b64decode(padded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue


def _from_spaced(wrapping: re.Pattern[str], text: str) -> Iterator[str]:
    if wrapping.search(text):
        words = re.split(r"\s{2,}", text)
        yield " ".join(re.sub(r"[ .\-_*]", "", word) for word in words)


_WRAPPINGS = (
    (re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,4096}={0,2}"), _from_base64),
    (re.compile(r"\b(?:[A-Za-z][ .\-_*]){7,200}[A-Za-z]\b"), _from_spaced),
)


@lru_cache(maxsize=1)
def _wrapping_prefilter() -> Prefilter:
    return Prefilter([Hint.of(wrapping) for wrapping, _ in _WRAPPINGS])
