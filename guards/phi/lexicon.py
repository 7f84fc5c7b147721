"""Words that look like names or places and are neither: the clinical allow-list.

Written for this project; extend it when a note shows a word wrongly hidden. All lower case.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EPONYMS = _words("""
addison adson alport alzheimer apgar argyll asperger babinski baker barlow barrett bartholin
bartter basedow battle behcet bell bence bennett berger bernard-soulier billroth binswanger
bishop blalock blumberg bouchard bowen bradford braden braxton broca brudzinski brugada budd
buerger burkitt calve caplan castleman chaddock chagas charcot cheyne chiari chvostek coombs
courvoisier cowden creutzfeldt crigler crohn cullen cushing dandy darier devic digeorge down dressler
duchenne duke dukes dupuytren ebstein eisenmenger ehlers epley epstein erb ewing fabry fahr fallot
fanconi felty fitz-hugh foley fontan fournier framingham frank friedreich gaucher ghon gilbert
gilles gleason glasgow glisson goodpasture gottron gowers graves grey guillain barre gram
hashimoto heberden hegar heimlich heinz henoch schonlein hirschsprung hodgkin hoffman hofmann
holter homans horner hickman howell huntington hutchinson jacob jakob janeway jarisch johnson-stevens
jolly jones kaposi kartagener kawasaki kayser kehr kernig killip kimmelstiel klinefelter koplik korsakoff
korsakov krukenberg kussmaul lachman lambert landau larsen leber legg leigh lennox gastaut lesch
leventhal lewy lhermitte lisfranc lyme lynch mallory mantoux marfan mcardle mcburney mcgill mcisaac
mcmurray meckel meigs meniere menetrier merkel mirizzi mobitz moro morquio murphy nissen
noonan ogilvie osgood osler paget pancoast papanicolaou parkinson patau perthes peutz
peyronie pfannenstiel phalen pick plummer pott potter prader prinzmetal purkinje quincke
ramsay ranson raynaud reed reiter reye rinne romberg rorschach roux rovsing rutherford salter
scheuermann schatzki schilling schlatter schwann sengstaken sheehan sims sjogren sjögren
spurling starling steinert stevens still stokes sturge swan-ganz swan ganz sydenham takayasu
tay-sachs tay sachs thomas-splint tietze tinel todd tourette treacher trendelenburg trousseau turcot turner
valsalva vincent vinson virchow von-willebrand willebrand waldenstrom wallenberg waterhouse
weber wegener weil wells wenckebach werner wernicke westermark whipple willis wilms wilson wolff
wood zenker ziehl zollinger mayo babcock potts zimmer kocher debakey allis metzenbaum byers beaver mccall mayfield gelpi senn weitlaner
bookwalter deaver richardson balfour kelly hegar yankauer hemovac blake jackson-pratt penrose simmons veress hasson
oddi masterson rowland osborne fisher ventura wood wistar waldenstrom kegel kock hartmann nigro ivor lewis
tanner child-pugh child pugh snellen karnofsky norton morse beck hamilton beers
""")

DRUGS = _words("""
abilify acetaminophen actos acyclovir adderall advair advil albuterol aldactone aleve allegra
allopurinol alprazolam ambien amiodarone amlodipine amoxicillin ampicillin anastrozole apixaban
aricept aripiprazole aspirin atenolol ativan atorvastatin augmentin azathioprine azithromycin
bactrim baclofen benadryl botox brilinta bumex buprenorphine bupropion buspar buspirone byetta carbamazepine carvedilol
cefazolin ceftriaxone celebrex celexa cephalexin cetirizine cialis cilostazol cipro ciprofloxacin citalopram
clarithromycin claritin clindamycin clonazepam clonidine clopidogrel coumadin cozaar crestor
cymbalta dapagliflozin depakote dexamethasone diazepam diflucan digoxin dilantin dilaudid
diltiazem diovan donepezil doxycycline duloxetine effexor eliquis empagliflozin enbrel
enoxaparin entresto epinephrine epipen escitalopram esomeprazole eylea famotidine farxiga
fentanyl flagyl flexeril flomax flonase fluconazole fluoxetine fosamax furosemide gabapentin
gemcitabine gleevec glipizide glucophage glyburide haldol haloperidol heparin herceptin humalog humira
hydralazine hydrochlorothiazide hydrocodone hydroxychloroquine ibuprofen imdur imitrex imodium
insulin invokana januvia jardiance keflex keppra keytruda klonopin lamictal lamotrigine lantus
lasix latuda letrozole levaquin levemir levetiracetam levofloxacin levothyroxine lexapro librium
lipitor lisinopril lithium loperamide lopressor loratadine lorazepam losartan lovenox lunesta
lupron lyrica macrobid meloxicam metformin methadone methotrexate metoprolol metronidazole
mirtazapine mobic montelukast morphine motrin mounjaro naloxone naltrexone naproxen narcan
neurontin nexium nitroglycerin norco nortriptyline norvasc novolog olanzapine omeprazole
ondansetron opdivo oxycodone oxycontin ozempic pantoprazole paracetamol paroxetine paxil paxlovid
penicillin pepcid percocet phenytoin plaquenil plavix pradaxa pravastatin prednisone pregabalin
premarin prevacid prilosec prinivil propranolol prozac quetiapine ramipril reglan remeron remicade
repatha risperdal risperidone ritalin rituxan rituximab rivaroxaban rosuvastatin rybelsus seroquel sertraline
sildenafil simvastatin sinemet singulair soma spiriva spironolactone suboxone sulfasalazine sumatriptan
symbicort synthroid tacrolimus tamiflu tamoxifen tegretol tenormin tirzepatide topamax toprol
toradol tradjenta tramadol trazodone trulicity tylenol ultram valium valsartan valtrex vancomycin
venlafaxine ventolin viagra vicodin victoza vyvanse warfarin wegovy wellbutrin xanax xarelto
xeljanz zantac zestril zithromax zocor zofran zoloft zolpidem zosyn zyprexa zyrtec
""")

_DRUG_STEM = re.compile(
    r"[a-z]{3,}(?:pril|olol|statin|sartan|azole|mycin|cillin|oxacin|cycline|prazole|tidine|gliptin"
    r"|gliflozin|glutide|tinib|ciclib|parib|zumab|ximab|umab|limab|setron|triptan|caine|dipine"
    r"|thiazide|semide|parin|xaban|gatran|vir|barbital|zepam|zolam|azine|oxetine|olone|asone"
    r"|sone|formin|glitazone|fibrate|lukast|terol|tropium|dronate|platin|rubicin|taxel|mide)"
)

CLINICAL = _words("""
abdomen abdominal abscess accident ace acid acute adenocarcinoma admission admitted adult adults advanced adverse
airway alcohol allergies allergy ama american anemia anesthesia angina angiography ankle anterior
antibiotic antibiotics anticoagulation anxiety aortic appendicitis appointment arm arrhythmia artery arthritis
assessment asthma atrial attending autism axis b12 back bacteria balance barium bilateral bilirubin
biopsy bipolar birth bladder bleed bleeding blood body bone bowel brain breast breath bronchitis bypass cancer
carcinoma cardiac cardiology cardiovascular care carotid cataract catheter cell cerebral cervical
cesarean chart chemo chemotherapy chest chief cholesterol chronic circulation class clear clinic clinical colon colonoscopy
complaint complete comprehensive condition congestive consult consultation contact copd coronary cortisol
cough course covid creatinine criteria critical culture current daily death delivery dementia
department depression dermatology diabetes diabetic diagnosis diagnostic dialysis diarrhea diet disability
discharge disease disorder dose drug dx ear ebola echo eczema edema effect effects elbow elderly electrolyte
emergency encounter endocrine endocrinology endoscopy enzyme epilepsy er exam examination extremity eye eyes
failure family fasting fatigue fever fibrillation fibrosis findings follow follow-up foot fracture function gastric
gastroenterology gastrointestinal general genetics gestational gi glucose gold gout gravida guideline guidelines gyn hand
headache health heart heent hematology hemoglobin hepatic hepatitis hernia hip history hiv hospice hospital
hpi hx hypertension hypothyroidism icu imaging immune impression index infection inferior
inflammatory influenza injection injury inpatient instructions insurance intensive interval
irritable ischemia ischemic iv joint kidney knee lab laboratory labs laparoscopic large last lateral left leg lesion leukemia levels
liver long loss lower lumbar lung lupus lymph lymphoma male female man woman mass maternal measles medical medication medications
medicine melanoma mellitus mental metabolic metastatic migraine mild mini moderate monitoring morbid motor mouth mri multiple muscle
myeloma myocardial nausea neck neonatal nephrology nerve neuro neurology neuropathy new nodes none normal nose note
notes number nurse nursing nutrition obesity objective obstetrics obstructive occupational oncology
operative ophthalmology oral orthopedic orthopedics osteoarthritis osteoporosis outpatient
ovarian ovary oxygen pain palliative pancreatic pancreatitis panel past patient patients pediatric
pediatrics pelvic pelvis peptic peripheral personal phase phone physical physician plan plasma platelet pneumonia
polycystic positive posterior postpartum pregnancy prescription present pressure primary procedure
progress prognosis prostate protein provider psoriasis psychiatric psychiatry pt pulmonary pulse pupils radiation
radiology rash reaction record recurrent red referral reflex reflux regular rehab rehabilitation renal report
respiratory review rheumatoid rheumatology rhythm right risk room routine scale scan schizophrenia
score screening secondary sedation seizure sepsis septic serum service severe sex shock shoulder
sickle sign signs sinus skin sleep small smoker social soft spinal spine stage standard status stenosis
steroid stomach stroke subjective suicide superior surgery surgical symptoms syndrome system systems
temperature test therapy thoracic throat thrombosis thyroid tissue total trauma treatment trial tuberculosis tumor
type ulcer ulcerative ultrasound unit unknown upper urgent urinary urine urology use uterine vaccine
vaginal valve vascular vein venous ventricular vision vital vitals vitamin vomiting ward weakness
weight white wound wrist x-ray
alert allergic alpha anaplastic aspergillus beta blasts braf campylobacter carina clostridium cns cord delta denied denies deny
devices disease-free fort gamma giardia gist gists giardia indicated job major mohs peer sample sigma stable tea tetralogy tumors vegf vessels yoga
drain loop leaks human enzyme genome hemorrhage lumens mutation parameter settings suture syndrome tumour vaccine virus worst scared
""")

COMMON = _words("""
a about above according action active acute additional address adjust adjusting advice after again age ago all also alternative although always am
an and another answer any anyone appropriate approach april are area as asian ask assess associated at august available be because been before being below
benefit benefits best better between black blue both but by caller can case cases caucasian cause causes change child
children christian christmas code combination come common compare comparison compared complications concern concerns considering consider considerations contraindications could country county
current currently date day days dear dec december describe detail determine develop did difference differences differential discuss do does done dosage dosing due during
each early effective effectiveness efficacy efficient either email emerging end english ensure etc evaluate evaluating evaluation
evening ever every evidence evidence-based example explain factors fax feb february final find findings first following for friday from
full further gender girl give given go going good great had has have he hello help her here hi high him his hispanic home how however i id if
identify illness impact important improve in include indian indications information initial interactions interpret
interpretation intervention interventions into is issue it its jan january july june just key know known language late later latest latino let level like likely list literature live local long-term
look looking low made main make manage management managing mar march may me mechanism member men method methods middle might miss modern monday month months more morning most mother much must my name native near
need needs new next night no non north northern not nov november now of off office often ok old on one only open optimal
option options or order oct october other our out outcome outcomes outline over own part patient people per period please possible post potential preferred preventing prevention preventive previous prior problem process protocol
protocols provide question questions rate rec recent recently recommend recommendation recommendations recommended reduce refer regarding related
reported request research resident response result results role safe safety same saturday say search see seen send sept september severity she should show
side significant since single so some south southern specific standards start state states step steps still strategies street studies
study such suggest suggested summary sunday support sure take tell than thank thanks that the their them then there these they this those though
through thursday time timeline to today tomorrow too treat treating tuesday two typical under united university until up update updated updates us usa using usual
various very via vs want was way we wednesday week weeks well were west western what when where which while who whom whose why
will with within without women work world worldwide would write year years yes yesterday yet you young your zip
african arab chinese european french german greek hebrew italian japanese jewish korean mexican muslim russian spanish vietnamese
catholic mediterranean pacific atlantic caribbean black caucasian latina
inc llc ltd corp company corporation international national federal government agency institute institutes library
services service human complementary integrative environmental child professor medicine dept airport team doc doctors sirs message
wife son said soon sun floor felt line reason harm many check height mountain dew hug beans short life handouts having
among amongst amid against along alongside across despite whereas whether therefore thus hence moreover furthermore
few less least upon toward towards near per plus minus head laws burns glass canada person east manual feline silver royal amber
princess marine center america americas americans indians asia india china germany france spain italy england britain ireland scotland
poland israel kenya nigeria vietnam philippines japan korea brazil australia africa
""")

ACRONYMS = _words("""
aaa abcd abg abi abx ac acc ace acei acls acog acr acs ad ada adhd adl adls afib aha aids ak aki all als alt ama aml ana ap
apa apap aptt arb ards asa asap ascvd ast asthma atn av b12 bid bka bmi bmp bnp bp bph bpm bun c-diff ca cabg cad cap cbc cbd cbt cdc cf chads2 chf
chop ckd cll cml cms cmv cns copd covid cpap cpr cr crp csf ct cta cva cvd cxr cyp d&c dapa dbp dic dka dm dmard dnr do dob doac dpp dre
dsm dvt dx ecg echo ed ef egfr ekg emg ems ent ercp es esr esrd etoh ev fda fena fev1 ffp fh fsh ftt fu fx g6pd gad gas gerd gfr
gi glp gu gyn hb hba1c hbv hcc hcg hct hctz hcv hdl heent hf hfpef hfref hgb hit hiv hla hpi hpv hr hrt hs hsv htn hx iadl
ibd ibs icd icp icu id ig ige igg igm ihd im inr ins io ip iud iv ivf jnc jvd jvp kdigo kdoqi kub la lad lbbb ldh ldl le lft lfts lgbtq lh ll lmp
loc lp lpn lv lvef mca mcv md mdd mdi mdma meds mi mmr mmse moca mr mra mri mrn mrsa ms msk mvp na nad nafld nash ncbi nccn nice nicu nihss
nih nkda nmo np npi npo ns nsaid nsaids nsclc nstemi nv nyha obgyn ob ocd od oe or os osa osh otc ot pa pac pacu pad pap pca pci pcn pcos pcp pcr pdl1 pe peep
pet pfo pft ph phi phq picc pid plt pmh pmr po pr prn psa psh psych pt ptca pth ptsd ptt pud pvc pvd qd qhs qid qt qtc ra rad
rbbb rbc rdw rf rn rom ros rr rrr rsv rt rv rx s1 s2 sah sars sbo sbp sdh se sglt2 sh si siadh sle sn sob ssi ssri ssris stat std stemi sti
subq svt sx t1dm t2d t2dm tah tb tbi tee tens thr tia tib tid tka tko tmj tnf tpa tpn tr tsh tte tx ua uc uk un up uri us usa
uspstf uti va vas vba vq vs vt vte vzv wbc who wnl xr yo hmo ppo hipaa ehr emr ssn ekg nsr cpt loinc snomed rxnorm hl7 fhir
""")

NOT_A_NAME = CLINICAL | COMMON | DRUGS

AMBIGUOUS_FIRST = _words("""
abbey ace an angel april art august autumn aura bill bay berry bob brand brook buck bud candy carol cash chance charity chase chastity chip
christian clay cliff cody constant constance cook crystal dale daisy dawn dean destiny diamond dick do dolly don drew duke
early earnest ebony eden else ember eve faith fair fate fern flora forest frank gale gay gene ginger glory golden
grace grant guy hale harmony harvest haven hazel heather honey hope hunter in iris ivory ivy jack jade jasmine jay jewel
jo joy june justice king lance lane le lee liberty lily long love lucky mark marry mars mason max may me mercy merit merry mike
miles miracle misty my norm old olive opal page parish pat patience pearl penny peg pepper pet phoenix piper poppy precious
prince princess queen raven ray red reed rich river rob robin rocky rod rose ruby rusty sage sandy
scarlet season see see serenity shade sharp shelly sky sky so song spring star sterling stone storm sue summer sunny tab tad temple
ten terra thank the thing tiffany tone trinity trip true van velvet victory violet wade ward west will willow winter wise wren young
an ha hai ka la lan lin long ma man mi min my na nu pa see sha so song su ta thu tu un vi yen yu zing
virginia georgia carolina dakota florida indiana nevada montana tennessee alabama arizona jordan chad kenya israel
china cuba malta cyprus india asia america iva gail vera many soon sun peer son denies major floor beta job yoga tea
al blanche china cherry cherish deb den diet dot earl era essence fe gerd gil hal ian ike ira isa
kit kris les lu lyn mac mi mel mo nia nan ok pa ora peg pia ray reta sal set sid sim sol ty usha val vida von
""")
"""First names that are also words: a name only beside a surname, an initial, a title or a cue."""

_SURE_HEADS = (
    "syndromes? diseases? disorders? signs? reflex(?:es)? scores? scales? criteria palsy phenomenon "
    "esophagus oesophagus lymphoma sarcoma manoeuvre maneuver fracture contractures? stain classification "
    "equation formula an(?:a)?emia chorea thyroiditis triad splint incision hernia ataxia dystrophy "
    "encephalopathy questionnaire inventory respirations? aphasia arthritis granulomatosis "
    "nephropathy purpura scissors clamps? forceps retractors? catheters? degeneration malformation anomaly spots? "
    "wort contractions"
).split()
_OTHER_HEADS = (
    "tests? index class procedure operation monitor nodes? rule staging stages? grades? grading method trials? "
    "stud(?:y|ies) risk heart position ulcers? tubes? drains? point law body bodies cells? factor virus cyst "
    "duct gland exam(?:ination)? hepatitis solution stand needle sutures? loop stents? grafts? shunt "
    "prosthesis valve sequence complex mutation genes? protein antibod(?:y|ies) assay tumou?rs?"
).split()


def _followed_by(heads: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:'s)?[\s-]+(?:[a-z]+[\s-]+)?(?:{'|'.join(heads)})\b", re.IGNORECASE)


_SURE_HEAD = _followed_by(_SURE_HEADS)
_ANY_HEAD = _followed_by(_SURE_HEADS + _OTHER_HEADS)


def heads_eponym(text: str, end: int) -> bool:
    """Whether "syndrome", "score" or the like follows a word that ends at `end`."""
    return bool(_SURE_HEAD.match(text, end))


def is_eponym(word: str, text: str, end: int) -> bool:
    """Whether a known eponym (lower case) that ends at `end` is used as one."""
    return word in EPONYMS and bool(_ANY_HEAD.match(text, end))


def is_drug(word: str) -> bool:
    """Whether a lower-case word is a known drug or built like one."""
    return word in DRUGS or bool(_DRUG_STEM.fullmatch(word))


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is clinical, common or a drug, and so no part of a name."""
    return word in NOT_A_NAME or is_drug(word) or (word[-1:] == "s" and word[:-1] in NOT_A_NAME)
