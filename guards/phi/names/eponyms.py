"""Names of people that mean a disease, a sign or an instrument: Parkinson, Foley, Babinski.

Written for this project. The word alone decides nothing, because people are called Foley too: what
follows it does.
"""

from __future__ import annotations

import re

from guards.phi.names.lexicon import words

EPONYMS = words("""
achilles addison adie adson aicardi alagille alexander allis alpers alport alzheimer andersen
angelman apert apgar argyll arnold asherman asperger auer baastrup babcock babinski baker balfour
balint baller bar barlow barr barre barrett bartholin barton bartter basedow bassen batten battle
bazex beaver beck becker beckwith beers beevor behcet behr bell bence benedikt bennett berger
bernard-soulier bielschowsky billroth binet binswanger bishop bitot blake blalock blount blumberg
boerhaave bohring bookwalter bornholm bosniak bouchard bouveret bowen bowman bracht braden bradford
braun braxton brenner breslow bright broca brodie brown-sequard brudzinski brugada brunner
brushfield budd budd-chiari buerger bunnell burkitt burton byers caffey cajal calve cantrell caplan
caroli carpenter casal castleman chaddock chagas chance charcot cheadle cheyne chiari child
child-pugh chopart churg chvostek clark claude clerambault coats cobb cockayne codman cogan cohen
colles collet conn cooley coombs cooper cori cornelia corrigan costen councilman courvoisier
couvelaire cowden cowper coxsackie cozen crede creutzfeldt crigler crohn cronkhite crouzon
cruveilhier cullen curling currarino curschmann cushing dacosta dandy dandy-walker darier deaver
debakey dejerine denny dercum deutschlander devic diamond-blackfan dieulafoy digeorge donath donohue
doppler dorello down dravet dreifuss dressler duane duarte dubin duchenne duhamel duke dukes
dupuytren duroziez ebstein edwards ehlers eisenmenger eklund ellis emery engelmann epley epstein erb
erdheim erlenmeyer essex evans ewart ewing exner fabry fahn fahr fallot fanconi farber felty fick
finkelstein finnegan fisher fitz-hugh foix foley fontan forbes fordyce foster fournier framingham
frank frey friedreich froment fuchs galeazzi galen ganser ganz gardner garre gastaut gaucher gehrig
gelpi gerbode gerota gerstmann ghon gianotti gilbert gilles gitelman glanzmann glasgow gleason
glisson golgi goltz goodell goodpasture gorham gorlin gottron gowers gradenigo graefe graf graham
gram graves greenfield grey grocott grynfeltt guillain guyon haglund hallervorden hallpike ham
hamilton hampton hansen harris hartmann hashimoto hasson hawkins heberden hegar heimlich heinz
hemovac henoch hering hickman hill-sachs hinman hippel hirschsprung hodgkin hoffman hofmann holmes
holter homans horner horton howell howship hunt hunter huntington hurler hurthle hutchinson ishihara
ivor jackson-pratt jacob jadassohn jakob janeway jarisch jefferson job johnson-stevens jolly jones
joubert kallmann kanavel kanner kaposi karnofsky kartagener kasai kawasaki kayser kearns kegel kehr
kelly kennedy kernig kienbock kiesselbach killian killip kimmelstiel kimura kleihauer kleine
klinefelter klippel klumpke koch kocher kock kohler koplik korsakoff korsakov kostmann krabbe
krukenberg kussmaul kveim lachman laennec lafora lambert landau langerhans laron larsen lauge leber
ledderhose legg leigh lennox leriche lesch leventhal lewis lewy leydig lhermitte liddle lindau
lindsay linton lisfranc littre loeffler lou louis lowe ludwig luschka lutembacher luys lyme lynch
maddrey maffucci maisonneuve malecot mallory mantoux marchiafava marfan marie marin marjolin
marshall masterson mayfield mayo mcardle mcburney mccall mccune mcgill mcisaac mcmurray meckel mees
meigs menetrier meniere menkes merkel metzenbaum meyer mikulicz millard miller mirizzi mobitz mobius
mohs mondor monro monteggia montgomery morgagni moro morquio morse morton moschcowitz mueller-weiss
muir munchausen murphy naegele neer nelaton nelson neumann nigro nikolsky nissen nissl noonan norton
oddi ogilvie ollier ortner osborn osborne osgood osler paget pancoast paneth papanicolaou parinaud
parkinson patau pautrier penrose perthes peutz peyer peyronie pfannenstiel phalen pick pierre
plummer pompe poncet posner pott potter potts prader prehn prinzmetal pugh purkinje queckenstedt
quincke raeder ramsay ramstedt ranson ranvier rathke raynaud reed reidel reinke reiter rett reye
richardson richter riedel rinne robinson roemheld rokitansky romana romberg rorschach rosai
rosenthal roth rotor roux rovsing rowland rubinstein russell rutherford sachs salter sandifer scarpa
schamberg schatzki scheuermann schilling schlatter schmidt schonlein schwann seldinger sengstaken
senn sever sezary sharpey sheehan shenton shprintzen shwachman shy simmons sims sipple sjogren
sjögren smith-magenis sneddon snellen soave somogyi sotos spitz sprengel spurling stargardt starling
stauffer steele stein steinert stensen stevens stewart stickler still stokes storz strumpell
struthers sturge sudeck susac swan swan-ganz swenson swyer sydenham sylvius syme takayasu tamm
tanner tarlov tarnier tay tay-sachs terry terson thomas-splint thompson tietze tinel todd tolosa
tooth tosh tourette treacher treitz trendelenburg troisier trousseau turcot turner tzanck ullrich
unna usher valsalva vaquez vater ventura veress verner vesalius vincent vinson virchow vogt volkmann
von von-willebrand waardenburg waldenstrom waldeyer wallenberg warthin waterhouse weaver weber
wegener weil weitlaner wells wenckebach werdnig werner wernicke westermark westphal wharton whipple
whitmore willebrand willis wilms wilson wiskott wistar wolff wolfram wood wright yankauer yergason
zeis zellweger zenker ziehl zimmer zollinger zollner
""")

_SURE_HEADS = words(
    "syndromes? diseases? disorders? signs? reflex(?:es)? scores? scales? criteria palsy "
    "phenomenon "
    "esophagus oesophagus lymphoma sarcoma manoeuvre maneuver fracture contractures? stain "
    "classification "
    "equation formula an(?:a)?emia chorea thyroiditis triad splint incision hernia ataxia "
    "dystrophy "
    "encephalopathy questionnaire inventory respirations? aphasia arthritis granulomatosis "
    "nephropathy purpura scissors clamps? forceps retractors? catheters? degeneration "
    "malformation anomaly spots? encephalitis neuroma cris[ei]s psychosis tumou?r kappa "
    "retractors? speculum prosthes[ie]s graft gangrene angina gland glands palsies tics? "
    "ataxias? nevus n(?:a)?evus "
    "wort fire contractions"
)
_OTHER_HEADS = words(
    "tests? index class procedure operation monitor nodes? rule staging stages? grades? "
    "grading method trials? "
    "stud(?:y|ies) risk heart position ulcers? tubes? drains? point law body bodies cells? "
    "factor virus cyst "
    "duct gland exam(?:ination)? hepatitis solution stand needle sutures? loop stents? "
    "grafts? shunt "
    "prosthesis valve sequence complex mutation genes? protein antibod(?:y|ies) assay tumou?rs?"
)


_OWNED = (
    r"(?:blood|heart|kidney|liver|body|exam\w*|risk|tests|hepatitis|monitor|antibod\w+|protein"
    r"|assay|stents?|trials?|stud(?:y|ies)|stag(?:e|es|ing)|grades?|mother|father|wife|husband|son"
    r"|daughter|sister|brother|last|next|current|recent|own)\b"
)
"""What the person owns who has the name, even where it reads like the head of an eponym."""

_DOES = (
    r"(?:ha[sd]|have|having|is|was|be|may|might|must|can|could|will|would|should|did|do(?:es)?|got"
    r"|gets?|felt|saw|took|went|gave|underwent|came|said|told|held|left|began|became|developed|and"
    r"|or|but|with|without|for|from|in|on|at|to|of|by|as|the|an?|her|his|their|no|not|who|whose|if"
    r"|when|after|before|about|needs?|wants?|asks?|[a-z]+(?:ed|[^uis]s|ies))\b"
)
"""What follows a person who has a disease: verbs, and the small words of a sentence."""


def _followed_by(heads: frozenset[str]) -> re.Pattern[str]:
    """One of the heads, next or after one more word: "Foley urinary catheter", "Tay - Sachs"."""
    return re.compile(
        rf"(?!'s\s+{_OWNED})(?:'s?)?(?:\s\([A-Z]{{2,6}}\))?(?:(?:\s+(?!{_DOES})|\s*-\s*)[a-z]+)?"
        rf"[\s-]+(?:{'|'.join(sorted(heads))})\b",
        re.IGNORECASE,
    )


_SURE_HEAD = _followed_by(_SURE_HEADS)
_ANY_HEAD = _followed_by(_SURE_HEADS | _OTHER_HEADS)


_PERSONAL = (
    "mother|father|wife|husband|son|daughter|sister|brother|aunt|uncle|cousin|nephew|niece|parent"
    "|partner|spouse|friend|family|grand|child|kid|caregiver|guardian|neighbou?r|landlord|employer"
    "|room|bed|chart|lab|record|result|appointment|visit|home|house|address|phone|number|dob|birth"
    "|insurance|medic|dose|regimen|blood|bp|heart|kidney|liver|pain|symptom|condition|care|case"
    "|stay|admission|discharge|surgery|operation|note|report|history|exam|primary|nurse|doctor"
    "|physician|office|clinic|hospital|team|plan|diagnos|last|next|current|recent|most|own|and|or"
)
_OWNS = re.compile(rf"'s\s(?!(?:{_PERSONAL})|{_OWNED})[a-z]{{4,}}")


def heads_eponym(text: str, end: int) -> bool:
    """Whether "syndrome", "score" or the like follows a word that ends at `end`."""
    return bool(_SURE_HEAD.match(text, end))


def is_eponym(word: str, text: str, end: int) -> bool:
    """Whether a known eponym (lower case) that ends at `end` is used as one: before "disease" and
    its like, or owning what is not a person's.
    """
    known = word in EPONYMS or all(part in EPONYMS for part in word.split("-"))
    return known and bool(_ANY_HEAD.match(text, end) or _OWNS.match(text, end))
