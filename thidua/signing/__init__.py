"""Signatures on papers: with the signer's own certificate, or ink on paper and a scan.

Signers download the frozen paper, sign it with their token and bring it back; clerks confirm whose certificate it is and
hand in scans. A stage asks for signatures here and is told by what it asked with; nothing here knows pledges or decisions.
"""
