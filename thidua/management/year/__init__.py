"""One emulation year from input to certificates.

`inputs` says what a year needs; `population` invents it, `handover` reads it from the files of a province.
Both give the same `YearInput`; none of the input modules needs the database.
"""
