"""What the exercise deactivate is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "deactivate"

SETUP = """
from fastapi import HTTPException
from fastapi_users import schemas
from fastapi_users.db import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from sqlalchemy import NullPool, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from tutorial_support.databases import fresh_database


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


engine = create_async_engine(await fresh_database("adapter_dependency"), poolclass=NullPool)
async_session_maker = async_sessionmaker(engine, expire_on_commit=False)
async with engine.begin() as connection:
    await connection.run_sync(Base.metadata.create_all)
"""

WRONG = [
    Answer(
        "a part of an e-mail",
        """
async def deactivate(user_db, email):
    looking = select(User).where(User.email.icontains(email, autoescape=True))
    user = (await user_db.session.scalars(looking)).first()
    if user is None:
        return False
    await user_db.update(user, {"is_active": False})
    return True
""",
        "for race@example.com, an unknown e-mail, it returned True; False is wanted",
    ),
    Answer(
        "turned round",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.update(user, {"is_active": not user.is_active})
    return True
""",
        "it returned True, and in the database `is_active` is still true",
    ),
    Answer(
        "a savepoint, and no commit",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    async with user_db.session.begin_nested():
        user.is_active = False
    return True
""",
        "it returned True, and in the database `is_active` is still true",
    ),
    Answer(
        "the object alone is changed",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    user.is_active = False
    return True
""",
        "for nobody@example.com, an unknown e-mail, your code raised AttributeError: 'NoneType'",
    ),
    Answer(
        "the object alone is changed, where there is one",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    user.is_active = False
    return True
""",
        "in the database `is_active` is still true",
    ),
    Answer(
        "a flush in place of a commit",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    user.is_active = False
    await user_db.session.flush()
    return True
""",
        "in the database `is_active` is still true",
    ),
    Answer(
        "a refresh in place of a commit",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    user.is_active = False
    await user_db.session.refresh(user)
    return not user.is_active
""",
        "which the table has as ada_l@example.com, it returned False; True is wanted",
    ),
    Answer(
        "a slip in the name",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.update(user, {"active": False})
    return True
""",
        "in the database `is_active` is still true",
    ),
    Answer(
        "update is not awaited",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    user_db.update(user, {"is_active": False})
    return True
""",
        "`SQLAlchemyUserDatabase.update` was called without `await`",
    ),
    Answer(
        "get_by_email is not awaited",
        """
async def deactivate(user_db, email):
    user = user_db.get_by_email(email)
    if user is None:
        return False
    user.is_active = False
    await user_db.session.commit()
    return True
""",
        "`SQLAlchemyUserDatabase.get_by_email` was called without `await`",
    ),
    Answer(
        "a coroutine is returned",
        """
async def off(user_db, user):
    if user:
        await user_db.update(user, {"is_active": False})
    return user is not None


async def deactivate(user_db, email):
    return off(user_db, await user_db.get_by_email(email))
""",
        "it returned a coroutine",
    ),
    Answer(
        "commit is not awaited",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    user.is_active = False
    user_db.session.commit()
    return True
""",
        "`AsyncSession.commit` was called without `await`",
    ),
    Answer(
        "nothing for an unknown e-mail",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is not None:
        await user_db.update(user, {"is_active": False})
        return True
""",
        "an unknown e-mail, it returned None; False is wanted",
    ),
    Answer(
        "an exception for an unknown e-mail",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404, "no such user")
    await user_db.update(user, {"is_active": False})
    return True
""",
        "an unknown e-mail, your code raised HTTPException: 404: no such user",
    ),
    Answer(
        "the user is returned",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    return user and await user_db.update(user, {"is_active": False})
""",
        "an unknown e-mail, it returned None; False is wanted",
    ),
    Answer(
        "a number of rows is returned",
        """
async def deactivate(user_db, email):
    result = await user_db.session.execute(
        update(User).where(func.lower(User.email) == email.lower()).values(is_active=False)
    )
    await user_db.session.commit()
    return result.rowcount
""",
        "an unknown e-mail, it returned 0; False is wanted",
    ),
    Answer(
        "capitals must be the same",
        """
async def deactivate(user_db, email):
    user = await user_db.session.scalar(select(User).where(User.email == email))
    if user is None:
        return False
    await user_db.update(user, {"is_active": False})
    return True
""",
        "for ADA_L@example.com, which the table has as ada_l@example.com, it returned False",
    ),
    Answer(
        "small letters on one side alone",
        """
async def deactivate(user_db, email):
    user = await user_db.session.scalar(select(User).where(User.email == email.lower()))
    if user is None:
        return False
    await user_db.update(user, {"is_active": False})
    return True
""",
        "for grace@example.com, which the table has as Grace@example.com, it returned False",
    ),
    Answer(
        "ilike, in which an underscore is any letter",
        """
async def deactivate(user_db, email):
    users = await user_db.session.scalars(select(User).where(User.email.ilike(email)))
    user = users.first()
    if user is None:
        return False
    await user_db.update(user, {"is_active": False})
    return True
""",
        "for ADA_L@example.com it changed `is_active` of adaml@example.com",
    ),
    Answer(
        "everybody",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.session.execute(update(User).values(is_active=False))
    await user_db.session.commit()
    return True
""",
        "for ADA_L@example.com it changed `is_active` of adaml@example.com",
    ),
    Answer(
        "the e-mail is stored as it was asked for",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.update(user, {"email": email, "is_active": False})
    return True
""",
        "for ADA_L@example.com it changed `email` of ada_l@example.com",
    ),
    Answer(
        "the user is deleted",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.delete(user)
    return True
""",
        "the table has 2 users now, and had 3 before",
    ),
    Answer(
        "the notebook's own sessions",
        """
async def deactivate(user_db, email):
    async with async_session_maker() as session:
        user_db = SQLAlchemyUserDatabase(session, User)
        user = await user_db.get_by_email(email)
        if user is None:
            return False
        await user_db.update(user, {"is_active": False})
        return True
""",
        "sent no SQL through the `user_db` handed in",
    ),
    Answer(
        "a text that is no Boolean",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.update(user, {"is_active": "False"})
    return True
""",
        "Not a boolean value: 'False'",
    ),
    Answer(
        "a schema in place of a dict",
        """
async def deactivate(user_db, email):
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.update(user, schemas.BaseUserUpdate(is_active=False))
    return True
""",
        "'BaseUserUpdate' object has no attribute 'items'",
    ),
    Answer(
        "the e-mail in place of the id",
        """
async def deactivate(user_db, email):
    user = await user_db.get(email)
    if user is None:
        return False
    await user_db.update(user, {"is_active": False})
    return True
""",
        "badly formed hexadecimal UUID string",
    ),
    Answer(
        "a constant",
        """
async def deactivate(user_db, email):
    return True
""",
        "an unknown e-mail, it returned True and sent no SQL",
    ),
    Answer(
        "the two e-mails known",
        """
async def deactivate(user_db, email):
    return email not in ("nobody@example.com", "race@example.com")
""",
        "in the database `is_active` is still true",
    ),
    Answer(
        "a plain function",
        """
def deactivate(user_db, email):
    return False
""",
        "nothing to await: is it an `async def`?",
    ),
    Answer(
        "the result in place of the function",
        """
async def deactivate(user_db, email):
    return False


async with async_session_maker() as session:
    deactivate = await deactivate(SQLAlchemyUserDatabase(session, User), "ada@example.com")
""",
        "`deactivate` is a bool, and a function is wanted",
    ),
    Answer("nothing yet", "deactivate = ...", "Not attempted: `deactivate` is still `...`"),
]

RIGHT = [
    Answer(
        "the adapter's update",
        """
async def deactivate(user_db: SQLAlchemyUserDatabase, email: str) -> bool:
    user = await user_db.get_by_email(email)
    if user is None:
        return False
    await user_db.update(user, {"is_active": False})
    return True
""",
    ),
    Answer(
        "an attribute and a commit",
        """
async def deactivate(user_db, email):
    if user := await user_db.get_by_email(email.strip().lower()):
        user.is_active = False
        await user_db.session.commit()
    return user is not None
""",
    ),
    Answer(
        "one UPDATE with the adapter's model",
        """
async def deactivate(user_db, email):
    table = user_db.user_table
    statement = update(table).where(func.lower(table.email) == func.lower(email))
    result = await user_db.session.execute(statement.values(is_active=False))
    await user_db.session.commit()
    return result.rowcount == 1
""",
    ),
    Answer(
        "the notebook's model and a transaction",
        """
async def deactivate(user_db, email):
    async with user_db.session.begin():
        statement = select(User).where(func.lower(User.email) == email.lower())
        user = (await user_db.session.scalars(statement)).one_or_none()
        if user:
            user.is_active = False
    return bool(user)
""",
    ),
    Answer(
        "SQL by hand",
        """
async def deactivate(user_db, email):
    result = await user_db.session.execute(
        text('UPDATE "user" SET is_active = :off WHERE lower(email) = lower(:email)'),
        {"off": False, "email": email},
    )
    await user_db.session.commit()
    return bool(result.rowcount)
""",
    ),
]
