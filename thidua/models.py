"""Every model of the work, gathered in the order of the year. Django looks here; people look in the packages."""

from thidua.accounts.models import IdentityNumber, OneTimeCode, Session, User
from thidua.ballots.models import Ballot, BallotSlot, BallotTrustee, BallotVoter
from thidua.conferences.models import (
    AgendaPoint,
    CeremonyLine,
    Conference,
    ConferencePaper,
    Figure,
    FigureLine,
    Handover,
    PaperVersion,
    Participation,
    Photo,
    Remark,
)
from thidua.councils.models import AgendaItem, Attendance, Council, CouncilMember, CouncilSession
from thidua.decisions.models import Decision, DecisionLine
from thidua.honours.models import Honour
from thidua.imports.models import Import, ImportChunk, ImportEffect, LearnedColumn
from thidua.movements.models import Movement, MovementCall
from thidua.nominations.models import Nomination, NominationLine
from thidua.papers.models import NumberSeries, Paper
from thidua.people.models import (
    Departure,
    DetailChange,
    DuplicatePair,
    Merge,
    Person,
    Post,
    PrivateValue,
    Transfer,
)
from thidua.pledges.models import (
    Pledge,
    PledgeSignature,
    PledgeTarget,
    Progress,
    RegistrationLine,
    RegistrationSheet,
)
from thidua.portal.models import Article
from thidua.records.models import Absence, Attestation, Discipline, Initiative, TaskRating
from thidua.rewards.models import CertificateBatch
from thidua.scoring.models import Scorecard, ScoreChange, ScoreEntry, Season, Standing
from thidua.shared.jobs.models import Job
from thidua.shared.models import AuditEvent, DemoClock, Letter
from thidua.units.models import (
    Cluster,
    ClusterMembership,
    FormerParent,
    Reorganisation,
    RoleGrant,
    StaffSession,
    Unit,
    UnitSuccession,
)

__all__ = [
    "Absence",
    "AgendaItem",
    "AgendaPoint",
    "Article",
    "Attendance",
    "Attestation",
    "AuditEvent",
    "Ballot",
    "BallotSlot",
    "BallotTrustee",
    "BallotVoter",
    "CeremonyLine",
    "CertificateBatch",
    "Cluster",
    "ClusterMembership",
    "Conference",
    "ConferencePaper",
    "Council",
    "CouncilMember",
    "CouncilSession",
    "Decision",
    "DecisionLine",
    "DemoClock",
    "Departure",
    "DetailChange",
    "Discipline",
    "DuplicatePair",
    "Figure",
    "FigureLine",
    "FormerParent",
    "Handover",
    "Honour",
    "IdentityNumber",
    "Import",
    "ImportChunk",
    "ImportEffect",
    "Initiative",
    "Job",
    "LearnedColumn",
    "Letter",
    "Merge",
    "Movement",
    "MovementCall",
    "Nomination",
    "NominationLine",
    "NumberSeries",
    "OneTimeCode",
    "Paper",
    "PaperVersion",
    "Participation",
    "Person",
    "Photo",
    "Pledge",
    "PledgeSignature",
    "PledgeTarget",
    "Post",
    "PrivateValue",
    "Progress",
    "RegistrationLine",
    "RegistrationSheet",
    "Remark",
    "Reorganisation",
    "RoleGrant",
    "ScoreChange",
    "ScoreEntry",
    "Scorecard",
    "Season",
    "Session",
    "StaffSession",
    "Standing",
    "TaskRating",
    "Transfer",
    "Unit",
    "UnitSuccession",
    "User",
]
