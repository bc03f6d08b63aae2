"""Run by itself: an empty database gets the small province and an import that is checked and waits to be written.

Usage: prepare_import.py COUNT — writes the key of the import.
"""

import sys
import tempfile
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    from tests.conftest import small_province
    from tests.imports.books import plain_xlsx
    from tests.imports.hands import checked
    from tests.imports.samples import HEAD, people_rows
    from thidua.imports.actions import write_import

    province = small_province()
    with tempfile.TemporaryDirectory() as folder:
        place = plain_xlsx(Path(folder) / "lon.xlsx", [HEAD, *people_rows(int(sys.argv[1]))])
        imported = checked(place, "people", province.root.unit, province.root.officer, province.at)
    write_import(imported=imported, accepts_refused=False, by=province.root.officer, at=province.at)
    sys.stdout.write(str(imported.pk))


if __name__ == "__main__":
    main()
