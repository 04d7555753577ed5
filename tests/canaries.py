"""A therapy day in which every element that may hold something of a person, a provider, a claim or
a note holds a value that stands nowhere else: where one is found, patient data has got out."""

import re
from itertools import count

CANARY = re.compile(rb"ZQX\d{4}|40477[.\d]*\d|1907-?[01]\d-?[0-3]\d|2026-?02-?17", re.IGNORECASE)
"""Of the content: text, numbers and amounts, dates of birth and of service."""
CANARY_NAME = re.compile(rb"ZQN\d", re.IGNORECASE)
"""Of the names of files."""

_SETS = """\
BHT*0019*00*@*20260218*0900*CH~\
NM1*41*2*@*****46*@~PER*IC*@*TE*#*EM*@*FX*#~\
NM1*40*2*@*****46*@~\
HL*1**20*1~PRV*BI*PXC*261QR0400X~NM1*85*2*@*****XX*#~N3*@*@~N4*@*OH*#~REF*EI*#~REF*0B*@~\
PER*IC*@*TE*#*EX*#*EM*@~\
NM1*87*2~N3*@*@~N4*@*OH*#~\
HL*2*1*22*1~SBR*P**@*@*****MB~\
NM1*IL*1*@*@*@*@*@*MI*MEMBER~N3*@*@~N4*@*OH*#~DMG*D8*!*F~REF*SY*#~\
REF*Y4*@~PER*IC*@*TE*#~NM1*PR*2*@*****PI*@~N3*@~N4*@*OH*#~REF*2U*@~\
HL*3*2*23*0~PAT*19~NM1*QC*1*@*@*@~N3*@*@~N4*@*OH*#~DMG*D8*!*M~REF*Y4*@~\
CLM*CLAIM1*80954.02***11:B:1*Y*A*Y*Y~DTP*431*D8*20260217~PWK*OZ*BM***AC*@~CN1*09*40477.01**@~\
AMT*F5*40477.01~REF*F8*@~REF*G1*@~REF*EA*@~REF*D9*@~K3*@~NTE*ADD*@ @~\
HI*ABK:@*ABF:@~HCP*00*40477.01**@~\
NM1*DN*1*@*@****XX*#~REF*0B*@~NM1*82*1*@*@****XX*#~PRV*PE*PXC*225100000X~\
NM1*77*2*@*****XX*#~N3*@~N4*@*OH*#~PER*IC*@*TE*#~\
SBR*S*18*@*@*****CI~AMT*D*40477.01~OI***Y***Y~NM1*IL*1*@*@****MI*@~N3*@~N4*@*OH*#~\
NM1*PR*2*@*****PI*@~REF*F8*@~\
LX*1~SV1*HC:97530:::::@*40477.01*UN*3***1~DTP*472*D8*20260217~REF*6R*@~REF*9F*@~K3*@~\
NTE*ADD*@ 23 MIN~LIN**N4*@~NM1*82*1*@*@****XX*#~REF*0B*@~\
SVD*@*40477.01*HC:97530**3~CAS*CO*45*40477.01~DTP*573*D8*20260217~\
LX*2~SV1*HC:97530:GP*40477.01*UN*2***1~DTP*472*D8*20260217~REF*6R*@~\
HL*4*1*22*0~SBR*P*18*@******MB~NM1*IL*1*@*@****MI*MEMBER2~N3*@~N4*@*OH*#~DMG*D8*!*F~\
NM1*PR*2*@*****PI*@~\
CLM*CLAIM2*80954.02***11:B:1*Y*A*Y*Y~HI*ABK:@~\
NM1*82*1*@*@****XX*#~PRV*PE*PXC*225100000X~\
LX*1~SV1*HC:97530:GP*40477.01*UN*2***1~DTP*472*D8*20260217~REF*6R*@~NTE*ADD*@~\
LX*2~SV1*HC:97153*40477.01*UN*4***1~DTP*472*D8*20260217~REF*6R*@~\
"""
"""@ a text, # a number, ! a date of birth: each becomes one of its own."""
CLAIMS = ("ZQX0001", "ZQX0002")
MEMBERS = ("ZQX0003", "ZQX0004")

TREATMENTS = f"""\
claim_id,service_date,procedure,minutes,signed_by,note,therapist_npi,line,room
{CLAIMS[0]},2026-02-17,97530,23,ZQX0005,ZQX0006,4047700001,1,ZQX0008
{CLAIMS[0]},2026-02-17,97530,30,ZQX0009,ZQX0010,4047700002,2,ZQX0012
ZQX0013,2026-02-17,97530,30,ZQX0014,ZQX0015,4047700003,1,ZQX0017
"""
THERAPY_USED = f"""\
member_id,year,pool,amount,as_of,source
{MEMBERS[0]},2026,PT_SLP,40477.01,2026-02-17,ZQX0018
{MEMBERS[1]},2026,PT_SLP,40477.02,2026-02-17,ZQX0019
"""


def therapy_day(number: int = 1, terminator: str = "~") -> bytes:
    """The file; `number` makes another one of it."""
    serial = count(100)

    def filled(place: re.Match[str]) -> str:
        one = next(serial)
        values = {"@": f"ZQX{one:04}", "#": f"40477{one:05}", "!": f"1907{one % 12 + 1:02}11"}
        return values[place[0]]

    body = _SETS
    for name, value in zip(
        ("MEMBER2", "MEMBER", "CLAIM1", "CLAIM2"), (*reversed(MEMBERS), *CLAIMS), strict=True
    ):
        body = body.replace(name, value)
    control = f"40477{number:04}"
    text = (
        f"ISA*00*ZQX0020   *00*ZQX0021   *ZZ*ZQX0022        *ZZ*ZQX0023        "
        f"*260218*0900*^*00501*{control}*0*T*:~"
        f"GS*HC*ZQX0022*ZQX0023*20260218*0900*{control}*X*005010X222A1~ST*837*0001*005010X222A1~"
        f"{re.sub('[@#!]', filled, body)}"
        f"SE*{body.count('~') + 2}*0001~GE*1*{control}~IEA*1*{control}~"
    )
    return text.replace("~", terminator).encode()
