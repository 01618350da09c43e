"""Who is asking: the account of a session, and the person with units and roles that it stands
for.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.people import ROLES, Person
from scoring.workbench.store import Account, Session

STRICT_ROLES = frozenset({"专班组长", "管理员"})
"""Roles whose sessions are short."""
UNIT_ROLES = frozenset({"填报人", "单位审核人"})
"""Roles of those who work for a unit that is assessed."""
GROUP_ROLES = frozenset({"专班", "专班组长"})
"""Roles of the working group."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """One person who has logged in."""

    account: Account
    session: Session
    person: Person

    @property
    def name(self) -> str:
        """The real name, which becomes ``by`` of what the person does."""
        return self.person.name

    @property
    def units(self) -> tuple[str, ...]:
        """The units that the person works for, by their full names."""
        return self.person.units

    @property
    def login(self) -> str:
        """The name of the account."""
        return self.account.login

    @property
    def strict(self) -> bool:
        """Whether the short limits of sessions hold."""
        return self.has(*STRICT_ROLES)

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of the roles."""
        return not self.person.roles.isdisjoint(roles)

    @property
    def unit(self) -> str:
        """What stands behind the name where people read: the unit, else the first role."""
        if self.units:
            return self.units[0] + (f" 等 {len(self.units)} 个单位" if len(self.units) > 1 else "")
        return next((role for role in ROLES if role in self.person.roles), "")

    def data(self) -> dict[str, object]:
        """The person as every answer shows it."""
        ordered = [role for role in ROLES if role in self.person.roles]
        return {"login": self.login, "name": self.name, "units": list(self.units), "roles": ordered}
