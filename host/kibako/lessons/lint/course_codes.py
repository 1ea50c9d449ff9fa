"""The codes of the course of study (学習指導要領コード) that were looked up and found to be right.

Codes of 16 characters of the notice of 2017 (平成29年告示), as https://w3id.org/jp-cos/{code} gives
them (CC BY 4.0). Only a code that somebody has looked up in the tables of the ministry or in that
data stands here, with what it means; a guessed code would put a lesson into the wrong subject.
"""

import re

FORM = re.compile(r"[0-9A-Z]{16}")
COURSE_CODES = {
    "8260263100000000": "小学校 理科 第6学年 A 物質・エネルギー",
}
"""What each code means, in the words of the course of study."""
