"""The check member-model: a model of a table `member`, and its repr."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, learners_code
from tutorial_support.checks.samples.user_models import SECRET, need_columns, save_and_load


async def member_model(Member: Any) -> str:
    """`Member` maps the inherited columns to a table `member`, and its repr is safe."""
    if not isinstance(Member, type):
        raise NotYet(f"`Member` is {article(Member)}; hand in the class itself")
    table: Any = need_columns(Member).local_table
    if table.name != "member":
        raise NotYet(f'its table is named `{table.name}`; "member" is wanted')
    if "user" in table.metadata.tables:
        raise NotYet("its Base has a table `user` as well; a Base of its own is wanted")
    for email in ("ada@example.com", "grace@example.com"):
        with learners_code():
            unsaved = Member(email=email, hashed_password=SECRET)
        _need_safe_repr(unsaved, email, "before it was saved")
    _need_safe_repr(await save_and_load(unsaved), email, "after it was loaded")
    return "a member went into the table `member` and came back; its repr tells the e-mail alone"


def _need_safe_repr(member: Any, email: str, when: str) -> None:
    with learners_code():
        words = repr(member)
    if any(SECRET[n : n + 4] in words for n in range(len(SECRET) - 3)):
        raise NotYet(f"repr(member) shows the hashed password {when}: it would end up in logs")
    if email in words:
        return
    if " object at 0x" not in words:
        raise NotYet(f"repr(member) is {words!r} {when}, and does not show the e-mail")
    has_str = any("__str__" in vars(cls) for cls in type(member).__mro__[:-1])
    cause = "`__str__` is what print shows" if has_str else "no class of its own has a `__repr__`"
    raise NotYet(f"repr(member) is still Python's own: {cause}")
