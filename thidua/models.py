"""Every model of the work, gathered in the order of the year. Django looks here; people look in the packages."""

from thidua.accounts.models import IdentityNumber, OneTimeCode, Session, User
from thidua.ballots.models import Ballot, BallotSlot, BallotTrustee, BallotVoter
from thidua.conferences.models import AgendaPoint, Conference, Participation
from thidua.councils.models import AgendaItem, Attendance, Council, CouncilMember, CouncilSession
from thidua.decisions.models import Decision, DecisionLine
from thidua.honours.models import Honour
from thidua.imports.models import Import, ImportChunk, ImportEffect, LearnedColumn
from thidua.movements.models import (
    CommendationProposal,
    Movement,
    MovementCall,
    MovementReview,
    MovementTarget,
    SteeringDocument,
    TraditionalDay,
    UnitReport,
    UnitResult,
)
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
from thidua.shared.jobs.models import Job, Round
from thidua.shared.models import AuditEvent, DeclinedKind, DemoClock, Dispatch, KindRule, Letter, MailServer
from thidua.signing.models import SignatureCheck, SignedFile, SignerCertificate, Signing, SigningPlace
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
    "CertificateBatch",
    "Cluster",
    "ClusterMembership",
    "CommendationProposal",
    "Conference",
    "Council",
    "CouncilMember",
    "CouncilSession",
    "Decision",
    "DecisionLine",
    "DeclinedKind",
    "DemoClock",
    "Departure",
    "DetailChange",
    "Discipline",
    "Dispatch",
    "DuplicatePair",
    "FormerParent",
    "Honour",
    "IdentityNumber",
    "Import",
    "ImportChunk",
    "ImportEffect",
    "Initiative",
    "Job",
    "KindRule",
    "LearnedColumn",
    "Letter",
    "MailServer",
    "Merge",
    "Movement",
    "MovementCall",
    "MovementReview",
    "MovementTarget",
    "Nomination",
    "NominationLine",
    "NumberSeries",
    "OneTimeCode",
    "Paper",
    "Participation",
    "Person",
    "Pledge",
    "PledgeSignature",
    "PledgeTarget",
    "Post",
    "PrivateValue",
    "Progress",
    "RegistrationLine",
    "RegistrationSheet",
    "Reorganisation",
    "RoleGrant",
    "Round",
    "ScoreChange",
    "ScoreEntry",
    "Scorecard",
    "Season",
    "Session",
    "SignatureCheck",
    "SignedFile",
    "SignerCertificate",
    "Signing",
    "SigningPlace",
    "StaffSession",
    "Standing",
    "SteeringDocument",
    "TaskRating",
    "TraditionalDay",
    "Transfer",
    "Unit",
    "UnitReport",
    "UnitResult",
    "UnitSuccession",
    "User",
]
