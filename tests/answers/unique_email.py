"""What the exercise unique-email is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "unique-email"

SETUP = """
import sqlalchemy as sa
"""

INDEX = """
    op.create_index("uq_user_email_lower", "user", [sa.text("lower(email)")], unique=True)
"""
ROWS = """
    connection = op.get_bind()
    user = sa.table("user", sa.column("id"), sa.column("email"), sa.column("is_active"))
    small = sa.func.lower(user.c.email)
    rows = connection.execute(sa.select(user.c.id, user.c.email, small).order_by(user.c.id)).all()
    seen = set()
"""
PARK = """
    for key, email, small_email in rows:
        if small_email in seen:
            change = user.update().where(user.c.id == key)
            connection.execute(change.values(email=f"dup-{key}-{email}", is_active=sa.false()))
        seen.add(small_email)
"""


def migration(*parts: str) -> str:
    """Return the cell with an `upgrade` of these parts."""
    return f"def upgrade(op):{''.join(parts)}"


WRONG = [
    Answer(
        "twins by ilike",
        migration(
            ROWS,
            """
    other = user.alias()
    for key, email, _ in rows:
        alike = sa.literal(email).ilike(other.c.email)
        if connection.execute(sa.select(other.c.id).where(alike, other.c.id < key)).first():
            change = user.update().where(user.c.id == key)
            connection.execute(change.values(email=f"dup-{key}-{email}", is_active=sa.false()))
""",
            INDEX,
        ),
        "on SQLite, axb@example.com, number 12 in the order of the ids, has the email 'dup-",
    ),
    Answer(
        "the index alone",
        migration(INDEX),
        "on SQLite: your code raised IntegrityError: (sqlite3.IntegrityError) UNIQUE constraint",
    ),
    Answer(
        "the index first",
        migration(INDEX, ROWS, PARK),
        "on SQLite: your code raised IntegrityError",
    ),
    Answer(
        "no index",
        migration(ROWS, PARK),
        "on SQLite, there is no index of the name `uq_user_email_lower`",
    ),
    Answer(
        "an index that is not unique",
        migration(ROWS, PARK, INDEX.replace("unique=True", "unique=False")),
        "on SQLite, ALAN@example.com is accepted beside alan@example.com",
    ),
    Answer(
        "an index on the e-mail itself",
        migration(ROWS, PARK, INDEX.replace('[sa.text("lower(email)")]', '["email"]')),
        "on SQLite, ALAN@example.com is accepted beside alan@example.com",
    ),
    Answer(
        "an index on a constant",
        migration(ROWS, PARK, INDEX.replace("lower(email)", "lower('email')")),
        "on SQLite: your code raised IntegrityError",
    ),
    Answer(
        "another name",
        migration(ROWS, PARK, INDEX.replace("uq_user_email_lower", "ix_email_lower")),
        "there is no index of the name `uq_user_email_lower`",
    ),
    Answer(
        "twins are deleted",
        migration(
            ROWS,
            """
    for key, email, small_email in rows:
        if small_email in seen:
            connection.execute(user.delete().where(user.c.id == key))
        seen.add(small_email)
""",
            INDEX,
        ),
        "on SQLite, 12 users became 9: nobody is deleted",
    ),
    Answer(
        "the largest id keeps it",
        migration(ROWS.replace("order_by(user.c.id)", "order_by(user.c.id.desc())"), PARK, INDEX),
        "ADA@example.com, number 2 in the order of the ids, has the email 'dup-",
    ),
    Answer(
        "whoever comes first",
        migration(
            ROWS.replace(".order_by(user.c.id)", ".order_by(user.c.email.desc())"), PARK, INDEX
        ),
        "ADA@example.com, number 2 in the order of the ids, has the email 'dup-",
    ),
    Answer(
        "still active",
        migration(ROWS, PARK.replace(", is_active=sa.false()", ""), INDEX),
        "ada@example.com, number 3 in the order of the ids, has the is_active True",
    ),
    Answer(
        "everybody is switched off",
        migration(
            ROWS,
            PARK,
            "\n    connection.execute(user.update().values(is_active=sa.false()))\n",
            INDEX,
        ),
        "grace@example.com, number 1 in the order of the ids, has the is_active False",
    ),
    Answer(
        "all of the twins",
        migration(
            ROWS,
            """
    smalls = [row[2] for row in rows]
    for key, email, small_email in rows:
        if smalls.count(small_email) > 1:
            change = user.update().where(user.c.id == key)
            connection.execute(change.values(email=f"dup-{key}-{email}", is_active=sa.false()))
""",
            INDEX,
        ),
        "ADA@example.com, number 2 in the order of the ids, has the email 'dup-",
    ),
    Answer(
        "the small e-mail behind dup",
        migration(ROWS, PARK.replace("{email}", "{small_email}"), INDEX),
        "Ada@example.com, number 5 in the order of the ids, has the email 'dup-",
    ),
    Answer(
        "one dup for all",
        migration(ROWS, PARK.replace("dup-{key}-{email}", "dup-{email}"), INDEX),
        "on SQLite: your code raised IntegrityError",
    ),
    Answer(
        "everybody in small letters",
        migration(
            ROWS, PARK, "\n    connection.execute(user.update().values(email=small))\n", INDEX
        ),
        "ADA@example.com, number 2 in the order of the ids, has the email 'ada@example.com'",
    ),
    Answer(
        "one twin is enough",
        migration(
            ROWS,
            PARK.replace("seen.add(small_email)", "seen.add(small_email)").replace(
                "is_active=sa.false()))", "is_active=sa.false()))\n            break"
            ),
            INDEX,
        ),
        "on SQLite: your code raised IntegrityError",
    ),
    Answer(
        "it stops where two are verified",
        migration(
            ROWS,
            """
    verified = sa.text('SELECT lower(email) FROM "user" WHERE is_verified')
    several = list(connection.scalars(verified))
    if len(set(several)) < len(several):
        raise SystemExit("decide first")
""",
            PARK,
            INDEX,
        ),
        "raised SystemExit: decide first",
    ),
    Answer(
        "small letters as Python makes them",
        migration(
            ROWS,
            PARK.replace("small_email in seen", "email.lower() in seen").replace(
                "seen.add(small_email)", "seen.add(email.lower())"
            ),
            INDEX,
        ),
        "on SQLite, élodie@example.com, number 10 in the order of the ids, has the email 'dup-",
    ),
    Answer(
        "an index for active users alone",
        migration(
            '\n    active = sa.text("is_active")\n',
            ROWS,
            PARK,
            INDEX.replace(
                "unique=True",
                "unique=True, sqlite_where=active, postgresql_where=active",
            ),
        ),
        "ALAN@example.com is accepted beside alan@example.com",
    ),
    Answer(
        "an index on upper",
        migration(ROWS, PARK, INDEX.replace("lower(email)", "upper(email)")),
        "on SQLite, the index is on something else than `lower(email)`",
    ),
    Answer(
        "the old index is gone",
        migration(ROWS, PARK, INDEX, '    op.drop_index("ix_user_email", table_name="user")\n'),
        "on SQLite, the index `ix_user_email` is gone",
    ),
    Answer(
        "user without quotation marks",
        migration(
            """
    op.execute("UPDATE user SET is_active = 0 WHERE id IN (SELECT b.id FROM user a, user b"
               " WHERE lower(a.email) = lower(b.email) AND a.id < b.id)")
    op.execute("UPDATE user SET email = 'dup-' || id || '-' || email WHERE is_active = 0")
""",
            INDEX,
        ),
        "alan@example.com, number 4 in the order of the ids, has the email 'dup-",
    ),
    Answer(
        "a migration that returns something",
        migration(
            ROWS, PARK, INDEX.replace("op.create", "return op.get_bind() and op.create")
        ).replace("return op.get_bind() and op.create_index(", "op.create_index(")
        + "    return len(seen)\n",
        "on SQLite: it returned an int; a migration returns nothing",
    ),
    Answer("nothing yet", "upgrade = ...", "Not attempted: `upgrade` is still `...`"),
]

RIGHT = [
    Answer("the first of each keeps it", migration(ROWS, PARK, INDEX)),
    Answer(
        "in SQL",
        migration(
            '''
    op.execute("""
        UPDATE "user" SET email = 'dup-' || id || '-' || email, is_active = false
        WHERE EXISTS (
            SELECT 1 FROM "user" AS first
            WHERE lower(first.email) = lower("user".email) AND first.id < "user".id
        )
    """)
''',
            INDEX,
        ),
    ),
    Answer(
        "a window, and the index in a batch",
        migration(
            """
    connection = op.get_bind()
    user = sa.table("user", sa.column("id"), sa.column("email"), sa.column("is_active"))
    place = sa.func.row_number().over(
        partition_by=sa.func.lower(user.c.email), order_by=user.c.id
    )
    placed = sa.select(user.c.id, user.c.email, place.label("place")).subquery()
    for key, email, _ in connection.execute(sa.select(placed).where(placed.c.place > 1)).all():
        change = user.update().where(user.c.id == key)
        connection.execute(change.values(email=f"dup-{key}-{email}", is_active=False))
    with op.batch_alter_table("user") as batch:
        batch.create_index("uq_user_email_lower", [sa.text("lower(email)")], unique=True)
"""
        ),
    ),
]
