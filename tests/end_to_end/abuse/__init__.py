"""What is sent to a server that must not be fooled, and what it must answer: one row a case.

A case that must end the connection is followed by a request that deletes the victim; one that must
not has such a request in its body, if it has one. Neither may ever run.
"""

from .bodies import BODIES, CLOSING, LIMITS, SOUND
from .case import HIDDEN, VICTIM, Case
from .framing import CHUNKED_BODIES, ENCODINGS, LENGTHS
from .heads import FIELDS, HOSTS, REQUEST_LINES, TARGETS, VERSIONS

TABLES = [LENGTHS, ENCODINGS, CHUNKED_BODIES, VERSIONS, REQUEST_LINES, TARGETS, HOSTS, FIELDS]
TABLES += [LIMITS, BODIES, SOUND, CLOSING]
CASES = [case for table in TABLES for case in table]
SAMPLE = [case for table in TABLES for case in (table[0], table[len(table) // 2], table[-1])]
