"""One vocabulary for pauses, doctor checks and errors: a code, a severity, evidence and fixes."""

from owntexts.explain.codes import CODES, rank_of
from owntexts.explain.finding import Evidence, Finding, Fix, FixKind, Lane, Severity, Wait, in_order

__all__ = ["CODES", "Evidence", "Finding", "Fix", "FixKind", "Lane", "Severity", "Wait", "in_order", "rank_of"]
