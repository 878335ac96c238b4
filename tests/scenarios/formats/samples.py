"""A small instance of each format, written by hand."""

from __future__ import annotations

import json

PATTERSON = """4 2
5 3

0 0 0 2 2 3
3 2 0 1 4
4 4 3 1 4
0 0 0 0
"""

MPLIB = """2
1
6

3 0
1
0 0 1 1:2
2 6 1 1:3
0 0 0

3 4
1
0 0 1 2:2
5 1 1 2:3
0 0 0
"""

PSPLIB = """************************************************************************
file with basedata            : small.bas
************************************************************************
jobs (incl. supersource/sink ):  3
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        2          1           3
   3        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    7
         2     5       1    0
  3      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  N 1
    4    9
************************************************************************
"""

IMOPSE = """====================
General characteristics:
Tasks: 3
Resources: 2
====================
ResourceID \t Salary \t Skills
1\t\t47.7\t Q0: 2 \t Q1: 0
2\t\t30.25\t Q1: 3
====================
TaskID \t Duration \t Skill \t Predecessor IDs
1\t\t7\t Q0: 0
2\t\t5\t Q1: 1\t1
3\t\t4\t Q1: 3\t1\t2
====================
"""

MSPSP = """% seed = 0
mint = 4; % maxt = 9;
nActs = 4;
dur = [0,3,4,0];
nSkills = 2;
sreq = [| 0,0,
\t| 1,2,
\t| 0,1,
\t| 0,0, |];
nResources = 3;
mastery = [| true,false,
\t| false,true,
\t| true,true, |];
nPrecs = 4;
pred = [1,1,2,3];
succ = [2,3,4,4];
USEFUL_RES = [{},{1,2,3},{2,3},{}];
"""

_MODE = {
    "duration": 2,
    "roles": [{"skill": 0, "level": 2, "headcount": 1, "load_pct": 50}],
    "facilities": [{"kind": 0, "units": 1}],
    "money": {"general": 80, "capital": 0},
}
CONTENDED_DATA = {
    "name": "tiny",
    "periods": 4,
    "departments": 2,
    "skills": 1,
    "experts": [
        {
            "id": 0,
            "department": 0,
            "skills": {"0": 3},
            "availability_pct": [100, 0, 100, 50],
            "cost_per_period": 2000,
        }
    ],
    "facilities": [
        {
            "id": 0,
            "kind": 0,
            "department": 1,
            "shared": True,
            "cost_per_unit_period": 15,
            "units": [2, 2, 1, 2],
        }
    ],
    "funds": [
        {"id": 0, "department": 0, "shareable": False, "category": "either", "amount": 90},
        {"id": 1, "department": 1, "shareable": True, "category": "capital", "amount": 10},
    ],
    "projects": [
        {
            "id": 0,
            "sponsor": 1,
            "participants": [1, 0],
            "value": 12,
            "mandatory": False,
            "release": 1,
            "deadline": 4,
            "precedence": [{"before": 0, "after": 1, "lag": -1}],
            "packages": [{"modes": [_MODE]}, {"modes": [_MODE, {**_MODE, "duration": 1}]}],
        }
    ],
}
CONTENDED = json.dumps(CONTENDED_DATA)

TEXTS = {
    "patterson": PATTERSON,
    "mplib": MPLIB,
    "psplib": PSPLIB,
    "imopse": IMOPSE,
    "mspsp": MSPSP,
    "contended": CONTENDED,
}
ENDINGS = {
    "patterson": ".txt",
    "mplib": ".txt",
    "psplib": ".sm",
    "imopse": ".def",
    "mspsp": ".dzn",
    "contended": ".json",
}
