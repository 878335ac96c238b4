"""Certificates: what some shares of some game satisfy, proved in exact integers without a solver.

This package never imports a sharing rule: a third party can check the shares and the proofs that
came with them without redoing, or trusting, the computation.
"""

from optimizer.sharing.certificates.check import certify_shares, check_nucleolus
from optimizer.sharing.certificates.core import check_empty_core
from optimizer.sharing.certificates.lines import Certificate, CertificateLine, Verdict
from optimizer.sharing.certificates.monotonicity import (
    check_aggregate_monotonicity,
    check_coalition_monotonicity,
)
from optimizer.sharing.certificates.nucleolus_proof import (
    Refusal,
    check_least_core_level,
    check_nucleolus_proof,
)
from optimizer.sharing.certificates.proofs import (
    BalancedLevel,
    EmptyCoreProof,
    NucleolusProof,
    ShareBounds,
)
from optimizer.sharing.certificates.rows import check_floor, worst_row
from optimizer.sharing.certificates.service import ServiceProof, certify_service_shares
from optimizer.sharing.certificates.settlement import check_settlement

__all__ = [
    "BalancedLevel",
    "Certificate",
    "CertificateLine",
    "EmptyCoreProof",
    "NucleolusProof",
    "Refusal",
    "ServiceProof",
    "ShareBounds",
    "Verdict",
    "certify_service_shares",
    "certify_shares",
    "check_aggregate_monotonicity",
    "check_coalition_monotonicity",
    "check_empty_core",
    "check_floor",
    "check_least_core_level",
    "check_nucleolus",
    "check_nucleolus_proof",
    "check_settlement",
    "worst_row",
]
