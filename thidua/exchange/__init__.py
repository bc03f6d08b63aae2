"""Exchange: issued papers go out and come in as packages (edXML), and leave for the archive with all that belongs to them.

Clerks hand over and take in. Reads decisions and papers; hands on to nobody.
"""
