"""What redaction must leave alone in clinical prose: found by pattern, apart from the detector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from tests.bench.phi.documents import Gold

_NUMBER = r"\d+(?:[.,]\d+)*"
_UNIT = (
    r"mg|mcg|\u00b5g|grams?|g|kg|mL|ml|cc|[Uu]nits?|IU|mEq|mmol|puffs?|tablets?|tabs?|capsules?"
    r"|drops?|sprays?|gtt|percent"
)
_LAB = (
    r"hemoglobin|hematocrit|WBC|white (?:blood cell )?count|platelets?|sodium|potassium|chloride"
    r"|BUN|creatinine|glucose|calcium|magnesium|INR|TSH|(?:Hb)?A1[Cc]|albumin|bilirubin|AST|ALT|LDL|HDL"
    r"|cholesterol|triglycerides|troponin|PSA|CO2|GFR|ESR|CRP"
)
_VITAL = (
    r"blood pressure|BP|pulse|heart rate|HR|temperature|temp|respirations?|respiratory rate|RR"
    r"|weight|height|(?:O2 |oxygen )?sat(?:uration)?s?|SpO2|BMI"
)
_STATE = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho"
    "|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan"
    "|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico"
    "|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina"
    "|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|West Virginia|Wisconsin|Wyoming"
)
_NAMED_AFTER = (
    r"[Dd]isease|[Ss]yndrome|[Ss]ign|[Ll]ymphoma|[Ss]arcoma|[Pp]alsy|[Tt]umor|[Dd]ystrophy"
    r"|[Cc]atheter|[Aa]nemia|[Ff]racture|[Tt]hyroiditis|[Cc]ontracture|[Ff]orceps|[Rr]etractor"
    r"|[Ee]sophagus|[Pp]urpura|[Ff]asciitis|[Mm]aneuver|[Ss]core|[Nn]eoplasm|[Cc]olitis"
)
PATTERNS = MappingProxyType(
    {
        "dose": re.compile(rf"\b{_NUMBER}(?:\s?-\s?{_NUMBER})?\s?(?:{_UNIT})\b(?:/[a-zA-Z]+)?"),
        "lab": re.compile(rf"\b(?i:{_LAB})\b(?:\s(?:was|is|of|level|count|at)|:)*\s*{_NUMBER}"),
        "vital": re.compile(rf"\b(?i:{_VITAL})\b[^\d.;\n]{{0,16}}{_NUMBER}(?:/\d+)?"),
        "age under 90": re.compile(
            r"\b[1-8]?\d(?:[- ]years?[- ]olds?|\s?y/?o|\s?years of age)\b", re.IGNORECASE
        ),
        "bare year": re.compile(r"\b(?:in|since|until|by) ((?:19|20)\d\d)\b(?![-/.\u2013]\d)"),
        "state": re.compile(rf"\b(?:in|from|of|across) ({_STATE})\b"),
        "eponym": re.compile(rf"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)?(?:'s|s)? (?:{_NAMED_AFTER})\b"),
    }
)
"""Kind -> what finds it; group 1, where there is one, is the thing itself."""

EPONYMS = (
    "Parkinson's disease", "Crohn's disease", "Foley catheter", "Hodgkin lymphoma",
    "Alzheimer's dementia", "Graves' disease", "Hashimoto's thyroiditis", "Addison's crisis",
    "Cushing's syndrome", "Bell's palsy", "Down syndrome", "Marfan syndrome", "Turner syndrome",
    "Klinefelter syndrome", "Wilson's disease", "Paget's disease of bone",
    "Raynaud's phenomenon", "Sjögren's syndrome", "Ehlers-Danlos syndrome",
    "Guillain-Barré syndrome", "Huntington's chorea", "Kawasaki disease", "Ménière's disease",
    "Wernicke's encephalopathy", "Korsakoff's psychosis", "Barrett's esophagus",
    "Hirschsprung disease", "Wolff-Parkinson-White pattern", "Prinzmetal angina",
    "Takotsubo cardiomyopathy", "Brugada syndrome", "Murphy's sign", "McBurney's point",
    "Babinski sign", "Romberg test", "Phalen's maneuver", "Tinel's sign", "Lachman test",
    "McMurray test", "Trendelenburg gait", "Kernig's sign", "Brudzinski's sign", "Homans' sign",
    "Glasgow Coma Scale", "Apgar scores", "Braden score", "Wells criteria", "Child-Pugh class B",
    "Gleason 7", "Breslow depth", "Clark level III", "Ranson criteria",
    "Epworth Sleepiness Scale", "Mallampati class II", "Swan-Ganz catheter", "Hickman line",
    "Penrose drain", "Jackson-Pratt drain", "Kocher incision", "Pfannenstiel incision",
    "Whipple procedure", "Billroth II", "Roux-en-Y bypass", "Nissen fundoplication",
    "Heimlich maneuver", "Valsalva maneuver", "Epley maneuver", "Colles fracture",
    "Baker's cyst", "Charcot joint", "Heberden's nodes", "Dupuytren's contracture",
    "Morton's neuroma", "Kaposi sarcoma", "Burkitt lymphoma", "Ewing sarcoma", "Wilms tumor",
    "Merkel cell carcinoma", "Krukenberg tumor", "Virchow's node", "Zollinger-Ellison syndrome",
    "Peyronie's disease", "Tourette syndrome", "Duchenne muscular dystrophy",
    "Tay-Sachs disease", "Gaucher disease", "Fabry disease", "Fanconi anemia",
    "von Willebrand disease", "Henoch-Schönlein purpura", "Kussmaul breathing",
    "Cheyne-Stokes pattern", "Gram stain", "Papanicolaou smear", "Doppler study",
    "Holter monitor", "Bovie cautery", "Metzenbaum scissors",
)  # fmt: skip
EPONYM_FRAMES = (
    "History of {}, stable.",
    "{} noted on exam today; continue current plan.",
    "Assessment: 1. {}. 2. Hypertension.",
    "The patient asks whether {} runs in families.",
)


def protected_in(text: str) -> Iterator[Gold]:
    """Doses, labs, vitals, ages under 90, bare years, states and eponyms of a text."""
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = match.span(pattern.groups)
            yield Gold(start, end, kind)
