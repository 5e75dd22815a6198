"""What the exercise backfill is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "backfill"

SETUP = """
import uuid

import sqlalchemy as sa
"""

ADD = """
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("handle", sa.String(30), nullable=True))
"""
FILL = """
    connection = op.get_bind()
    user = sa.table("user", sa.column("email"), sa.column("handle"))
    for (email,) in connection.execute(sa.select(user.c.email)).all():
        handle = email.split("@")[0][:30]
        connection.execute(user.update().where(user.c.email == email).values(handle=handle))
"""
FORBID = """
    with op.batch_alter_table("user") as batch:
        batch.alter_column("handle", existing_type=sa.String(30), nullable=False)
"""
DROP = """
    with op.batch_alter_table("user") as batch:
        batch.drop_column("handle")
"""


def migration(up: str, down: str = DROP) -> str:
    """Return the cell with these two functions."""
    return f"def upgrade(op):{up}\n\ndef downgrade(op):{down}"


WRONG = [
    Answer(
        "whose e-mail begins with it",
        migration(
            ADD
            + FILL.replace("user.c.email == email", "user.c.email.startswith(email.split('@')[0])")
            + FORBID
        ),
        "the handle of adam@example.com is 'ada'; 'adam' is wanted",
    ),
    Answer(
        "a unique index",
        migration(
            ADD
            + FILL
            + FORBID
            + '    op.create_index("ix_handle", "user", ["handle"], unique=True)\n'
        ),
        "`upgrade`, on SQLite: your code raised IntegrityError",
    ),
    Answer(
        "a new table in the place of the old one",
        migration(
            ADD + FILL + FORBID,
            """
    names = "id, email, hashed_password, is_active, is_superuser, is_verified"
    op.execute(f'CREATE TABLE new_user AS SELECT {names} FROM "user"')
    op.execute('DROP TABLE "user"')
    op.execute('ALTER TABLE new_user RENAME TO "user"')
""",
        ),
        "on SQLite, the table had the primary key ['id'] and the unique indexes ['ix_user_email'],"
        " and after `downgrade` it has the primary key [] and the unique indexes []",
    ),
    Answer(
        "the first step alone",
        migration(ADD),
        "on SQLite, the handle of ada@example.com is None; 'ada' is wanted",
    ),
    Answer(
        "NOT NULL at once",
        migration(ADD.replace("True", "False")),
        "`upgrade`, on SQLite: your code raised OperationalError",
    ),
    Answer(
        "forbidden before it is filled",
        migration(ADD + FORBID + FILL),
        "`upgrade`, on SQLite: your code raised IntegrityError",
    ),
    Answer(
        "an empty text for everybody",
        migration(
            """
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("handle", sa.String(30), nullable=False, server_default=""))
"""
        ),
        "on SQLite, the handle of ada@example.com is ''; 'ada' is wanted",
    ),
    Answer(
        "NULL is not forbidden",
        migration(ADD + FILL),
        "on SQLite, the handles are right, and `handle` may still be NULL",
    ),
    Answer(
        "without a batch",
        migration(
            ADD
            + FILL
            + """
    op.alter_column("user", "handle", type_=sa.String(30), nullable=False)
"""
        ),
        "`upgrade`, on SQLite: your code raised",
    ),
    Answer(
        "SQLite's own function",
        migration(
            ADD
            + '''
    op.execute("""UPDATE "user" SET handle = substr(email, 1, instr(email, '@') - 1)""")
'''
        ),
        "on SQLite, the handle of a.very.long",
    ),
    Answer(
        "SQLite's own function, cut",
        migration(
            ADD
            + '''
    op.execute("""UPDATE "user" SET handle = substr(email, 1, min(instr(email, '@') - 1, 30))""")
'''
            + FORBID
        ),
        "`upgrade`, on PostgreSQL: your code raised ProgrammingError",
    ),
    Answer(
        "PostgreSQL's own function",
        migration(
            ADD
            + '''
    op.execute("""UPDATE "user" SET handle = left(split_part(email, '@', 1), 30)""")
'''
            + FORBID
        ),
        "`upgrade`, on SQLite: your code raised OperationalError",
    ),
    Answer(
        "too long",
        migration(ADD + FILL.replace("[:30]", "") + FORBID),
        "on SQLite, the handle of a.very.long",
    ),
    Answer(
        "in small letters",
        migration(ADD + FILL.replace("[:30]", "[:30].lower()") + FORBID),
        "the handle of Grace.Hopper+navy@example.com is 'grace.hopper+navy'",
    ),
    Answer(
        "the whole e-mail",
        migration(ADD + FILL.replace('.split("@")[0]', "") + FORBID),
        "the handle of ada@example.com is 'ada@example.com'; 'ada' is wanted",
    ),
    Answer(
        "quotation marks in a text",
        migration(
            ADD
            + """
    for (email,) in op.get_bind().execute(sa.text('SELECT email FROM "user"')).all():
        handle = email.split("@")[0][:30]
        op.execute(f"UPDATE \\"user\\" SET handle = '{handle}' WHERE email = '{email}'")
"""
            + FORBID
        ),
        "`upgrade`, on SQLite: your code raised OperationalError",
    ),
    Answer(
        "without quotation marks around user",
        migration(
            ADD
            + """
    connection = op.get_bind()
    for (email,) in connection.execute(sa.text("SELECT email FROM user")).all():
        connection.execute(
            sa.text("UPDATE user SET handle = :handle WHERE email = :email"),
            {"handle": email.split("@")[0][:30], "email": email},
        )
"""
            + FORBID
        ),
        "`upgrade`, on PostgreSQL: your code raised ProgrammingError",
    ),
    Answer(
        "one domain alone",
        migration(
            ADD
            + FILL.replace('email.split("@")[0][:30]', 'email.replace("@example.com", "")[:30]')
            + FORBID
        ),
        "the handle of ada@example.org is 'ada@example.org'",
    ),
    Answer(
        "a default that stays",
        migration(
            """
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("handle", sa.String(30), nullable=False, server_default="x"))
"""
            + FILL
        ),
        "the handles are right, and whoever comes next gets one by default, 'x'",
    ),
    Answer(
        "the e-mails are changed",
        migration(
            ADD + FILL + FORBID + """\n    op.execute('UPDATE "user" SET email = lower(email)')\n"""
        ),
        "on SQLite, `upgrade` changed more than the new column",
    ),
    Answer(
        "back, and more than back",
        migration(ADD + FILL + FORBID, DROP + '        batch.drop_column("is_verified")\n'),
        "on SQLite, `downgrade` took away more than `handle`",
    ),
    Answer(
        "no way back",
        migration(ADD + FILL + FORBID, "\n    pass\n"),
        "on SQLite, the column `handle` is still there after `downgrade`",
    ),
    Answer(
        "back to no table at all",
        migration(ADD + FILL + FORBID, '\n    op.drop_table("user")\n'),
        "afterwards the table `user` is gone",
    ),
    Answer(
        "back without rows",
        migration(ADD + FILL + FORBID, DROP + "\n    op.execute('DELETE FROM \"user\"')\n"),
        "on SQLite, after `downgrade` the rows are others than before",
    ),
    Answer(
        "another name",
        migration(
            (ADD + FILL + FORBID).replace('"handle"', '"nick"').replace("handle=", "nick="),
            DROP.replace("handle", "nick"),
        ),
        "on SQLite, there is no column `handle` after `upgrade`",
    ),
    Answer(
        "a column of any length",
        migration((ADD + FILL + FORBID).replace("String(30)", "String()")),
        "on SQLite, `handle` is VARCHAR(); 30 characters are wanted",
    ),
    Answer(
        "no parameter",
        migration(ADD + FILL + FORBID).replace("upgrade(op)", "upgrade()", 1),
        "`upgrade()` does not take 1 argument(s)",
    ),
    Answer(
        "async",
        "async " + migration(ADD + FILL + FORBID),
        "`upgrade` is an `async def`; a plain `def` is wanted here",
    ),
    Answer("nothing yet", "upgrade = downgrade = ...", "Not attempted: `upgrade` is still `...`"),
]

RIGHT = [
    Answer("row by row", migration(ADD + FILL + FORBID)),
    Answer(
        "one statement for each database",
        migration(
            ADD
            + """
    if op.get_bind().dialect.name == "sqlite":
        part = "substr(email, 1, min(instr(email, '@') - 1, 30))"
    else:
        part = "left(split_part(email, '@', 1), 30)"
    op.execute(f'UPDATE "user" SET handle = {part}')
"""
            + FORBID
        ),
    ),
    Answer(
        "a default that is taken away again",
        migration(
            """
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("handle", sa.String(30), nullable=False, server_default=""))
"""
            + FILL
            + """
    with op.batch_alter_table("user") as batch:
        batch.alter_column("handle", existing_type=sa.String(30), server_default=None)
"""
        ),
    ),
    Answer(
        "many at once, and a plain way to add and drop",
        migration(
            """
    op.add_column("user", sa.Column("handle", sa.String(30)))
    user = sa.table("user", sa.column("id"), sa.column("email"), sa.column("handle"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(user.c.id, user.c.email)).all()
    change = user.update().where(user.c.id == sa.bindparam("key")).values(handle=sa.bindparam("h"))
    connection.execute(change, [{"key": r.id, "h": r.email.partition("@")[0][:30]} for r in rows])
"""
            + FORBID,
            '\n    op.drop_column("user", "handle")\n',
        ),
    ),
]
