"""The work: one Django app, one package for each stage of the emulation year."""
