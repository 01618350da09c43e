"""Taking files into the register: gathering, probing, mapping by name, writing in batches that no
kill can tear.
"""

from scoring.evidence.intake.probes import Brief, ProbeStore, briefs, counted_pages
from scoring.evidence.intake.scan import LISTS, Scanned, Wishes, scan

__all__ = ["LISTS", "Brief", "ProbeStore", "Scanned", "Wishes", "briefs", "counted_pages", "scan"]
