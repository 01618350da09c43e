"""What the workbench itself remembers, in one SQLite file outside the workspace.

The workspace's files stay the truth about scores; here lie logins, sessions, drafts, unfinished
uploads and notices.
"""

from scoring.workbench.store.accounts import Account, Accounts
from scoring.workbench.store.database import Database, ForeignStateError, NewerStateError
from scoring.workbench.store.drafts import Draft, Drafts
from scoring.workbench.store.notices import Notice, Notices
from scoring.workbench.store.sessions import Session, Sessions
from scoring.workbench.store.uploads import Upload, Uploads

__all__ = [
    "Account",
    "Accounts",
    "Database",
    "Draft",
    "Drafts",
    "ForeignStateError",
    "NewerStateError",
    "Notice",
    "Notices",
    "Session",
    "Sessions",
    "Store",
    "Upload",
    "Uploads",
]


class Store:
    """All tables of one state folder over one connection."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.accounts = Accounts(database)
        self.sessions = Sessions(database)
        self.drafts = Drafts(database)
        self.uploads = Uploads(database)
        self.notices = Notices(database)

    def close(self) -> None:
        """Closes the connection; the write-ahead log is folded in."""
        self.database.close()
