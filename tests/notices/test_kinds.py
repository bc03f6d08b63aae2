"""Every letter says of which kind it is, so that people can choose and an agency can look first."""

import importlib
import inspect
from pathlib import Path

import pytest
from django.conf import settings

from thidua.shared.letters import OTHER, LetterKind, Subject, kind_of, kinds, register

MODULES = sorted(path.parent.name for path in (Path(settings.BASE_DIR) / "thidua").glob("*/emails.py"))


@pytest.mark.parametrize("package", MODULES)
def test_every_letter_of_a_package_is_marked_with_its_kind(package):
    module = importlib.import_module(f"thidua.{package}.emails")
    own = [each for _, each in inspect.getmembers(module, inspect.isfunction) if each.__module__ == module.__name__]
    unmarked = [each.__name__ for each in own if not each.__name__.startswith("_") and not hasattr(each, "__wrapped__")]
    assert unmarked == [], "mark it with @letter(KIND), see docs/how-to/notices-and-reminders.md"


def test_kinds_have_one_code_each_and_an_unknown_code_is_an_other_letter():
    codes = [kind.code for kind in kinds()]
    assert (len(codes), kinds()[-1], kind_of("gone.kind")) == (len(set(codes)), OTHER, OTHER)
    with pytest.raises(ValueError, match=r"^two kinds of letters are called other$"):
        register(LetterKind("other", "Khác hẳn", "Khác"))


def test_what_nobody_may_hold_is_what_protects_the_reader_or_the_ballot():
    assert sorted(kind.code for kind in kinds() if not kind.may_wait) == [
        "accounts.sign_in", "ballots.ballot", "units.role", "units.staff_session",
    ]  # fmt: skip


def test_a_subject_is_its_text_and_more():
    line = Subject.of("Mời họp", OTHER, None)
    assert (line, line.kind, f"{line}", line.about_kind) == ("Mời họp", OTHER, "Mời họp", "")
