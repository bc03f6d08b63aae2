"""The register of honours (sổ vàng): append-only, for fifty years.

Decisions write it, dossiers of later years read it, the public looks things up in it.
"""
