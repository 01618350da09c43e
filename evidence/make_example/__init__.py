"""Makes the evidence files of the worked example (evidence/example-county).

Run from the project root: ``python -m evidence.make_example``. What a file says about itself
(title, 文号, issuer, date, place) stands in ``example-county/evidence/register.yaml``; what it
contains stands in ``documents/*.yaml``; the modules here turn both into files. The same input gives
the same bytes on the same machine.
"""
