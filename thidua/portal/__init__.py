"""The public portal: news, the honour roll, verification of a certificate.

Editors publish; everybody reads.
"""
