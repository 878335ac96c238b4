"""The meeting pack: what is contested about a plan and nothing else, to decide on at a table.

One content (:mod:`~scenarios.meeting_pack.content`), two writers: an HTML file and a document for
word processors.
"""

from scenarios.meeting_pack.content import Pack, meeting_pack
from scenarios.meeting_pack.disputes import Dispute, Unsigned
from scenarios.meeting_pack.document import render_document
from scenarios.meeting_pack.page import render_pack

__all__ = ["Dispute", "Pack", "Unsigned", "meeting_pack", "render_document", "render_pack"]
