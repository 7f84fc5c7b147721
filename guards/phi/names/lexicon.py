"""Words that look like names or places and are neither: the clinical allow-list.

Written for this project; extend it when a note shows a word wrongly hidden. All lower case.
"""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The blank-separated words of a text."""
    return frozenset(text.split())


DRUGS = words("""
abilify acetaminophen actos acyclovir adderall advair advil albuterol aldactone aleve allegra
allopurinol alprazolam ambien amiodarone amlodipine amoxicillin ampicillin anastrozole apixaban
aricept aripiprazole aspirin atenolol ativan atorvastatin augmentin azathioprine azithromycin
baclofen bactrim benadryl botox brilinta bumex buprenorphine bupropion buspar buspirone byetta
carbamazepine carvedilol cefazolin ceftriaxone celebrex celexa cephalexin cetirizine cialis
cilostazol cipro ciprofloxacin citalopram clarithromycin claritin clindamycin clonazepam clonidine
clopidogrel coumadin cozaar crestor cymbalta dapagliflozin depakote dexamethasone diazepam
diflucan digoxin dilantin dilaudid diltiazem diovan donepezil doxycycline duloxetine effexor
eliquis empagliflozin enbrel enoxaparin entresto epinephrine epipen escitalopram esomeprazole
eylea famotidine farxiga fentanyl flagyl flexeril flomax flonase fluconazole fluoxetine fosamax
furosemide gabapentin gemcitabine gleevec glipizide glucophage glyburide haldol haloperidol
heparin herceptin humalog humira hydralazine hydrochlorothiazide hydrocodone hydroxychloroquine
ibuprofen imdur imitrex imodium insulin invokana januvia jardiance keflex keppra keytruda klonopin
lamictal lamotrigine lantus lasix latuda letrozole levaquin levemir levetiracetam levofloxacin
levothyroxine lexapro librium lipitor lisinopril lithium loperamide lopressor loratadine lorazepam
losartan lovenox lunesta lupron lyrica macrobid meloxicam metformin methadone methotrexate
metoprolol metronidazole mirtazapine mobic montelukast morphine motrin mounjaro naloxone
naltrexone naproxen narcan neurontin nexium nitroglycerin norco nortriptyline norvasc novolog
olanzapine omeprazole ondansetron opdivo oxycodone oxycontin ozempic pantoprazole paracetamol
paroxetine paxil paxlovid penicillin pepcid percocet phenytoin plaquenil plavix pradaxa
pravastatin prednisone pregabalin premarin prevacid prilosec prinivil propranolol prozac
quetiapine ramipril reglan remeron remicade repatha risperdal risperidone ritalin rituxan
rituximab rivaroxaban rosuvastatin rybelsus seroquel sertraline sildenafil simvastatin sinemet
singulair soma spiriva spironolactone suboxone sulfasalazine sumatriptan symbicort synthroid
tacrolimus tamiflu tamoxifen tegretol tenormin tirzepatide topamax toprol toradol tradjenta
tramadol trazodone trulicity tylenol ultram valium valsartan valtrex vancomycin venlafaxine
ventolin viagra vicodin victoza vyvanse warfarin wegovy wellbutrin xanax xarelto xeljanz zantac
zestril zithromax zocor zofran zoloft zolpidem zosyn zyprexa zyrtec
""")

_DRUG_STEM = re.compile(
    r"[a-z]{3,}(?:pril|olol|statin|sartan|azole|mycin|micin|kacin|cillin|oxacin|cycline|prazole|tidine|gliptin"
    r"|gliflozin|glutide|tinib|ciclib|parib|zumab|ximab|umab|limab|setron|triptan|caine|dipine"
    r"|thiazide|semide|parin|xaban|gatran|vir|barbital|zepam|zolam|azine|oxetine|olone|asone"
    r"|sone|formin|glitazone|fibrate|lukast|terol|tropium|dronate|platin|rubicin|taxel|mide)"
)

CLINICAL = words("""
abdomen abdominal abscess accident ace acid acute adenocarcinoma admission admitted adult adults
advanced adverse airway alcohol alert allergic allergies allergy alpha ama american anaplastic
anemia anesthesia angina angiography ankle anterior antibiotic antibiotics anticoagulation anxiety
aortic appendicitis appointment arm arrhythmia artery arthritis aspergillus assessment asthma
atrial attending autism axis b12 back bacteria balance barium beta bilateral bilirubin biopsy
bipolar birth bladder blasts bleed bleeding blood body bone bowel braf brain breast breath
bronchitis bypass campylobacter cancer carcinoma cardiac cardiology cardiovascular care carina
carotid cataract catheter cell cerebral cervical cesarean chart chemo chemotherapy chest chief
cholesterol chronic circulation class clear clinic clinical clostridium cns colon colonoscopy
complaint complete comprehensive condition congestive consult consultation contact copd cord
coronary cortisol cough course covid creatinine criteria critical culture current daily death
delivery delta dementia denied denies deny department depression dermatology devices diabetes
diabetic diagnosis diagnostic dialysis diarrhea diet disability discharge disease disease-free
disorder dose drain drug dx ear ebola echo eczema edema effect effects elbow elderly electrolyte
emergency encounter endocrine endocrinology endoscopy enzyme epilepsy er exam examination
extremity eye eyes failure family fasting fatigue female fever fibrillation fibrosis findings
follow follow-up foot fort fracture function gamma gastric gastroenterology gastrointestinal
general genetics genome gestational gi giardia gist gists glucose gold gout gravida guideline
guidelines gyn hand headache health heart heent hematology hemoglobin hemorrhage hepatic hepatitis
hernia hip history hiv hospice hospital hpi human hx hypertension hypothyroidism icu imaging
immune impression index indicated infection inferior inflammatory influenza injection injury
inpatient instructions insurance intensive interval irritable ischemia ischemic iv job joint
kidney knee lab laboratory labs laparoscopic large last lateral leaks left leg lesion leukemia
levels liver long loop loss lower lumbar lumens lung lupus lymph lymphoma major male man mass
maternal measles medical medication medications medicine melanoma mellitus mental metabolic
metastatic migraine mild mini moderate mohs monitoring morbid motor mouth mri multiple muscle
mutation myeloma myocardial nausea neck neonatal nephrology nerve neuro neurology neuropathy new
nodes none normal nose note notes number nurse nursing nutrition obesity objective obstetrics
obstructive occupational oncology operative ophthalmology oral orthopedic orthopedics
osteoarthritis osteoporosis outpatient ovarian ovary oxygen pain palliative pancreatic
pancreatitis panel parameter past patient patients pediatric pediatrics peer pelvic pelvis peptic
peripheral personal phase phone physical physician plan plasma platelet pneumonia polycystic
positive posterior postpartum pregnancy prescription present pressure primary procedure prognosis
progress prostate protein provider psoriasis psychiatric psychiatry pt pulmonary pulse pupils
radiation radiology rash reaction record recurrent red referral reflex reflux regular rehab
rehabilitation renal report respiratory review rheumatoid rheumatology rhythm right risk room
routine sample scale scan scared schizophrenia score screening secondary sedation seizure sepsis
septic serum service settings severe sex shock shoulder sickle sigma sign signs sinus skin sleep
small smoker social soft spinal spine stable stage standard status stenosis steroid stomach stroke
subjective suicide superior surgery surgical suture symptoms syndrome system systems tea
temperature test tetralogy therapy thoracic throat thrombosis thyroid tissue total trauma
treatment trial tuberculosis tumor tumors tumour type ulcer ulcerative ultrasound unit unknown
upper urgent urinary urine urology use uterine vaccine vaginal valve vascular vegf vein venous
ventricular vessels virus vision vital vitals vitamin vomiting ward weakness weight white woman
worst wound wrist x-ray yoga
""")

COMMON = words("""
a about above according across action active acute additional address adjust adjusting advice
africa african after again against age agency ago airport all along alongside also alternative
although always am amber america americans americas amid among amongst an and another answer any
anyone approach appropriate april arab are area as asia asian ask assess associated at atlantic
august australia available be beans because been before being below benefit benefits best better
between black blue both brazil britain burns but by caller can canada caribbean case cases
catholic caucasian cause causes center change check child children china chinese christian
christmas code combination come common company compare compared comparison complementary
complications concern concerns consider considerations considering contraindications corp
corporation could country county current currently date day days dear dec december dept describe
despite detail determine develop dew did difference differences differential discuss do doc
doctors does done dosage dosing due during each early east effective effectiveness efficacy
efficient either email emerging end england english ensure environmental etc european evaluate
evaluating evaluation evening ever every evidence evidence-based example explain factors fax feb
february federal feline felt few final find findings first floor following for france french
friday from full further furthermore gender german germany girl give given glass go going good
government great greek had handouts harm has have having he head hebrew height hello help hence
her here hi high him his hispanic home how however hug human i id identify if illness impact
important improve in inc include india indian indians indications information initial institute
institutes integrative interactions international interpret interpretation intervention
interventions into ireland is israel issue it italian italy its jan january japan japanese jewish
july june just kenya key know known korea korean language late later latest latina latino laws
least less let level library life like likely line list literature live llc local long-term look
looking low ltd made main make manage management managing manual many mar march marine may me
mechanism medicine mediterranean member men message method methods mexican middle might minus miss
modern monday month months more moreover morning most mother mountain much muslim must my name
national native near need needs new next nigeria night no non north northern not nov november now
oct october of off office often ok old on one only open optimal option options or order other our
out outcome outcomes outline over own pacific part patient people per period person philippines
please plus poland possible post potential preferred preventing prevention preventive previous
princess prior problem process professor protocol protocols provide question questions rate reason
rec recent recently recommend recommendation recommendations recommended reduce refer regarding
related reported request research resident response result results role royal russian safe safety
said same saturday say scotland search see seen send sept september service services severity she
short should show side significant silver since single sirs so some son soon south southern spain
spanish specific standards start state states step steps still strategies street studies study
such suggest suggested summary sun sunday support sure take team tell than thank thanks that the
their them then there therefore these they this those though through thursday thus time timeline
to today tomorrow too toward towards treat treating tuesday two typical under united university
until up update updated updates upon us usa using usual various very via vietnam vietnamese vs
want was way we wednesday week weeks well were west western what when where whereas whether which
while who whom whose why wife will with within without women work world worldwide would write year
years yes yesterday yet you young your zip
""")

ACRONYMS = words("""
aaa abcd abg abi abx ac acc ace acei acls acog acr acs ad ada adhd adl adls afib aha aids ak aki
all als alt ama aml ana ap apa apap aptt arb ards asa asap ascvd ast asthma atn av b12 bid bka bmi
bmp bnp bp bph bpm bun c-diff ca cabg cad cap cbc cbd cbt cdc cf chads2 chf chop ckd cll cml cms
cmv cns copd covid cpap cpr cpt cr crp csf ct cta cva cvd cxr cyp d&c dapa dbp dic dka dm dmard
dnr do doac dob dpp dre dsm dvt dx ecg echo ed ef egfr ehr ekg emg emr ems ent ercp es esr esrd
etoh ev fda fena fev1 ffp fh fhir fsh ftt fu fx g6pd gad gas gerd gfr gi glp gu gyn hb hba1c hbv
hcc hcg hct hctz hcv hdl heent hf hfpef hfref hgb hipaa hit hiv hl7 hla hmo hpi hpv hr hrt hs hsv
htn hx iadl ibd ibs icd icp icu id ig ige igg igm ihd im inr ins io ip iud iv ivf jnc jvd jvp
kdigo kdoqi kub la lad lbbb ldh ldl le lft lfts lgbtq lh ll lmp loc loinc lp lpn lv lvef mca mcv
md mdd mdi mdma meds mi mmr mmse moca mr mra mri mrn mrsa ms msk mvp na nad nafld nash ncbi nccn
nice nicu nih nihss nkda nmo np npi npo ns nsaid nsaids nsclc nsr nstemi nv nyha ob obgyn ocd od
oe or os osa osh ot otc pa pac pacu pad pap pca pci pcn pcos pcp pcr pdl1 pe peep pet pfo pft ph
phi phq picc pid plt pmh pmr po ppo pr prn psa psh psych pt ptca pth ptsd ptt pud pvc pvd qd qhs
qid qt qtc ra rad rbbb rbc rdw rf rn rom ros rr rrr rsv rt rv rx rxnorm s1 s2 sah sars sbo sbp sdh
se sglt2 sh si siadh sle sn snomed sob ssi ssn ssri ssris stat std stemi sti subq svt sx t1dm t2d
t2dm tah tb tbi tee tens thr tia tib tid tka tko tmj tnf tpa tpn tr tsh tte tx ua uc uk un up uri
us usa uspstf uti va vas vba vq vs vt vte vzv wbc who wnl xr yo
""")

NOT_A_NAME = CLINICAL | COMMON | DRUGS

AMBIGUOUS_FIRST = words("""
abbey ace al alabama america an angel april arizona art asia august aura autumn bay berry beta
bill blanche bob brand brook buck bud candy carol carolina cash chad chance charity chase chastity
cherish cherry china chip christian clay cliff cody constance constant cook crystal cuba cyprus
daisy dakota dale dawn dean deb den denies destiny diamond dick diet do dolly don dot drew duke
earl early earnest ebony eden else ember era essence eve fair faith fate fe fern floor flora
florida forest frank gail gale gay gene georgia gerd gil ginger glory golden grace grant guy ha
hai hal hale harmony harvest haven hazel heather honey hope hunter ian ike in india indiana ira
iris isa israel iva ivory ivy jack jade jasmine jay jewel jo job jordan joy june justice ka kenya
king kit kris la lan lance lane le lee les liberty lily lin long love lu lucky lyn ma mac major
malta man many mark marry mars mason max may me mel mercy merit merry mi mike miles min miracle
misty mo montana my na nan nevada nia norm nu ok old olive opal ora pa page parish pat patience
pearl peer peg penny pepper pet phoenix pia piper poppy precious prince princess queen raven ray
red reed reta rich river rob robin rocky rod rose ruby rusty sage sal sandy scarlet season see
serenity set sha shade sharp shelly sid sim sky so sol son song soon spring star sterling stone
storm su sue summer sun sunny ta tab tad tea temple ten tennessee terra thank the thing thu
tiffany tone trinity trip true tu ty un usha val van velvet vera vi victory vida violet virginia
von wade ward west will willow winter wise wren yen yoga young yu zing
""")
"""First names that are also words: a name only beside a surname, an initial, a title or a cue."""


def is_drug(word: str) -> bool:
    """Whether a lower-case word is a known drug or built like one."""
    return word in DRUGS or bool(_DRUG_STEM.fullmatch(word))


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is clinical, common or a drug, and so no part of a name."""
    return word in NOT_A_NAME or is_drug(word) or (word[-1:] == "s" and word[:-1] in NOT_A_NAME)
