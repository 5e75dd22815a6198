"""What the exercise find-twins is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "find-twins"

SETUP = (
    cells("migrations", "so-far")
    + """
from collections import defaultdict

from sqlalchemy import and_, func, select, text
from sqlalchemy.orm import aliased
"""
)


def finding(*lines: str) -> str:
    """Return the cell with a function of these lines."""
    body = "\n    ".join(lines)
    return f"async def twins(session):\n    {body}\n"


GROUP = (
    "small = func.lower(User.email)",
    "several = select(small).group_by(small).having(func.count() > 1)",
    "found = defaultdict(list)",
)
ROWS = "rows = await session.execute(select(small, User.email).where(small.in_(several)))"

WRONG = [
    Answer(
        "a stream of everybody",
        finding(
            "found = defaultdict(list)",
            "query = select(func.lower(User.email), User.email)",
            "async for key, email in await session.stream(query):",
            "    found[key].append(email)",
            "return {key: emails for key, emails in found.items() if len(emails) > 1}",
        ),
        "the twins are right, and to find them it loaded 73 rows of 73 users",
    ),
    Answer(
        "the others, and the one in small letters",
        finding(
            *GROUP[::2],
            "query = select(small, User.email).where(",
            "    User.email != small, small.in_(select(User.email))",
            ")",
            "for key, email in await session.execute(query):",
            "    found.setdefault(key, [key]).append(email)",
            "return found",
        ),
        "the dict lacks 'max@example.com'",
    ),
    Answer(
        "everybody",
        finding(
            "emails = await session.scalars(select(User.email))",
            "return {email.lower(): [email] for email in emails}",
        ),
        "in a table with two who have twins, the dict has 'grace@example.org', who has no twin",
    ),
    Answer(
        "Python groups a million e-mails",
        finding(
            "found = defaultdict(list)",
            "for email in await session.scalars(select(User.email)):",
            "    found[email.lower()].append(email)",
            "return {key: emails for key, emails in found.items() if len(emails) > 1}",
        ),
        "in a table with two who have twins, the dict has",
    ),
    Answer(
        "Python groups a million users",
        finding(
            "found = defaultdict(list)",
            "for user in (await session.scalars(select(User))).unique():",
            "    found[user.email.lower()].append(user.email)",
            "return {key: emails for key, emails in found.items() if len(emails) > 1}",
        ),
        "the dict has 'élodie@example.com', who has no twin",
    ),
    Answer(
        "a look first, and then everybody",
        finding(
            *GROUP,
            "keys = set((await session.scalars(several)).all())",
            "for email in await session.scalars(select(User.email)):",
            "    if email.lower() in keys:",
            "        found[email.lower()].append(email)",
            "return found",
        ),
        "the twins are right, and to find them it loaded 76 rows of 73 users",
    ),
    Answer(
        "a window over everybody",
        finding(
            "small = func.lower(User.email)",
            "several = func.count().over(partition_by=small)",
            "found = defaultdict(list)",
            "for key, email, count in await session.execute(select(small, User.email, several)):",
            "    if count > 1:",
            "        found[key].append(email)",
            "return found",
        ),
        "the twins are right, and to find them it loaded 73 rows of 73 users",
    ),
    Answer(
        "ilike, in which an underscore is any letter",
        finding(
            "other, found = aliased(User), defaultdict(set)",
            "alike = User.email.ilike(other.email), User.id != other.id",
            "rows = await session.execute(select(User.email).join(other, and_(*alike)))",
            "for (email,) in rows:",
            "    found[email.lower()].add(email)",
            "return {key: list(emails) for key, emails in found.items()}",
        ),
        "the dict has 'axb@example.com', who has no twin",
    ),
    Answer(
        "how many, and not who",
        finding(
            "small = func.lower(User.email)",
            "statement = select(small, func.count()).group_by(small).having(func.count() > 1)",
            "return {email: count for email, count in await session.execute(statement)}",
        ),
        "for 'ada@example.com' the dict has an int; a list is wanted",
    ),
    Answer(
        "the small ones alone",
        finding(
            *GROUP,
            "return {email: [email] for email in await session.scalars(several)}",
        ),
        "for 'ada@example.com' the list is ['ada@example.com'];",
    ),
    Answer(
        "equal texts, of which there are none",
        finding(
            "several = select(User.email).group_by(User.email).having(func.count() > 1)",
            "return {email: [email] for email in await session.scalars(several)}",
        ),
        "in a table with two who have twins, the dict lacks 'ada@example.com'",
    ),
    Answer(
        "keys as they are stored",
        finding(
            *GROUP,
            ROWS,
            "for key, email in rows:",
            "    found[email].append(email)",
            "return found",
        ),
        "a key in capitals",
    ),
    Answer(
        "exactly two",
        finding(
            *(line.replace("> 1", "== 2") for line in GROUP),
            ROWS,
            "for key, email in rows:",
            "    found[key].append(email)",
            "return found",
        ),
        "in a table with two who have twins, the dict lacks 'ada@example.com'",
    ),
    Answer(
        "the others, without the first",
        finding(
            *GROUP,
            ROWS,
            "for key, email in rows:",
            "    if key != email:",
            "        found[key].append(email)",
            "return found",
        ),
        "for 'ada@example.com' the list is ['ADA@example.com', 'Ada@Example.com'];",
    ),
    Answer(
        "a query for each",
        finding(
            *GROUP,
            "for key in (await session.scalars(several)).all():",
            "    emails = await session.scalars(select(User.email).where(small == key))",
            "    found[key] = list(emails)",
            "return found",
        ),
        "the twins are right, and it sent 4 statements, one for each pair",
    ),
    Answer(
        "the rows themselves",
        finding(*GROUP, ROWS, "return rows.all()"),
        "it returned a list; a dict is wanted",
    ),
    Answer(
        "users in place of e-mails",
        finding(
            *GROUP,
            "users = await session.scalars(select(User).where(small.in_(several)))",
            "for user in users.unique():",
            "    found[user.email.lower()].append(user)",
            "return found",
        ),
        "for 'ada@example.com' the list is [<",
    ),
    Answer(
        "execute is not awaited",
        finding(
            *GROUP,
            ROWS.replace("await ", ""),
            "for key, email in rows:",
            "    found[key].append(email)",
            "return found",
        ),
        "`AsyncSession.execute` was called without `await`",
    ),
    Answer("nobody", finding("return {}"), "it sent no SQL through the `session`"),
    Answer(
        "a plain function",
        "def twins(session):\n    return {}",
        "nothing to await: is it an `async def`?",
    ),
    Answer("nothing yet", "twins = ...", "Not attempted: `twins` is still `...`"),
]

RIGHT = [
    Answer(
        "a stream of the twins",
        finding(
            *GROUP[:2],
            "found = defaultdict(list)",
            "query = select(small, User.email).where(small.in_(several))",
            "async for key, email in await session.stream(query):",
            "    found[key].append(email)",
            "return {key: emails for key, emails in found.items() if len(emails) > 1}",
        ),
    ),
    Answer(
        "a subquery",
        finding(
            *GROUP, ROWS, "for key, email in rows:", "    found[key].append(email)", "return found"
        ),
    ),
    Answer(
        "two queries",
        finding(
            *GROUP,
            "keys = (await session.scalars(several)).all()",
            "emails = await session.scalars(select(User.email).where(small.in_(keys)))",
            "for email in emails:",
            "    found[email.lower()].append(email)",
            "return dict(found)",
        ),
    ),
    Answer(
        "exists another one",
        finding(
            "other, found = aliased(User), {}",
            "same = func.lower(other.email) == func.lower(User.email)",
            "another = select(other.id).where(same, other.id != User.id).exists()",
            "for email in await session.scalars(select(User.email).where(another)):",
            "    found[email.lower()] = (*found.get(email.lower(), ()), email)",
            "return found",
        ),
    ),
    Answer(
        "a join with a subquery",
        finding(
            "small = func.lower(User.email)",
            "sizes = select(small.label('key'), func.count().label('n')).group_by(small)",
            "sizes = sizes.subquery()",
            "statement = select(sizes.c.key, User.email).join(sizes, small == sizes.c.key)",
            "found = defaultdict(list)",
            "for key, email in await session.execute(statement.where(sizes.c.n > 1)):",
            "    found[key].append(email)",
            "return found",
        ),
    ),
    Answer(
        "SQL by hand",
        finding(
            "found = defaultdict(list)",
            'sql = """SELECT lower(email), email FROM "user" WHERE lower(email) IN (',
            '    SELECT lower(email) FROM "user" GROUP BY lower(email) having count(*) > 1)"""',
            "for key, email in await session.execute(text(sql)):",
            "    found[key].append(email)",
            "return found",
        ),
    ),
]
