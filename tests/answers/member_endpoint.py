"""What the exercise member-endpoint is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "member-endpoint"

SETUP = """
import asyncio
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Response, status
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi_users import schemas
from fastapi_users.db import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from pydantic import BaseModel, ConfigDict, EmailStr
from sqlalchemy import NullPool, func, select
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


async def get_async_session():
    async with async_session_maker() as session:
        yield session


async def get_user_db(session: Annotated[AsyncSession, Depends(get_async_session)]):
    yield SQLAlchemyUserDatabase(session, User)


UserDB = Annotated[SQLAlchemyUserDatabase[User, uuid.UUID], Depends(get_user_db)]
app = FastAPI()
"""


def selecting(where: str) -> str:
    """Return the cell of an endpoint that looks itself, without the adapter."""
    return f"""
class MemberRead(BaseModel):
    email: str
    is_active: bool


@app.get("/members/{{email}}")
async def get_member(
    email: str, session: Annotated[AsyncSession, Depends(get_async_session)]
) -> MemberRead:
    user = (await session.scalars(select(User).where({where}))).first()
    if user is None:
        raise HTTPException(404)
    return MemberRead(email=user.email, is_active=user.is_active)
"""


WRONG = [
    Answer(
        "wildcards",
        selecting("User.email.ilike(email)"),
        "for MA_I@example.com `email` is 'maxi@example.com'; the table has 'Ma_i@example.com'",
    ),
    Answer(
        "as if all were stored in small letters",
        selecting("User.email == email.lower()"),
        "for MA_I@example.com it answered 404, and the table has Ma_i@example.com",
    ),
    Answer(
        "a part of an e-mail",
        selecting("User.email.icontains(email, autoescape=True)"),
        "for an e-mail that nobody has it answered 200",
    ),
    Answer(
        "the whole user",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    return await user_db.get_by_email(email)
""",
        "the answer holds the hashed password",
    ),
    Answer(
        "exclude without a response model",
        """
@app.get("/members/{email}", response_model_exclude={"hashed_password"})
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return user
""",
        "the answer holds the hashed password",
    ),
    Answer(
        "a response model with the hash",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool
    hashed_password: str


@app.get("/members/{email}", response_model=MemberRead)
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return user
""",
        "the answer holds the hashed password",
    ),
    Answer(
        "a response model, and nothing for the unknown",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool


@app.get("/members/{email}", response_model=MemberRead)
async def get_member(email: str, user_db: UserDB):
    return await user_db.get_by_email(email)
""",
        "for nobody@example.com the endpoint returned None, which its response model refuses",
    ),
    Answer(
        "an optional response model",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool


@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB) -> MemberRead | None:
    return await user_db.get_by_email(email)
""",
        "for an e-mail that nobody has it answered 200 with null",
    ),
    Answer(
        "nobody is asked for attributes",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    return {"email": user.email, "is_active": user.is_active}
""",
        "for nobody@example.com your code raised AttributeError: 'NoneType' object",
    ),
    Answer(
        "the exception is returned",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        return HTTPException(404, "no such member")
    return {"email": user.email, "is_active": user.is_active}
""",
        """it answered 200 with {"status_code":404""",
    ),
    Answer(
        "the exception is returned, with a response model",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool


@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB) -> MemberRead:
    user = await user_db.get_by_email(email)
    if user is None:
        return HTTPException(404)
    return user
""",
        "HTTPException, which its response model refuses: Field required",
    ),
    Answer(
        "a pair, as in Flask",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        return {"detail": "no such member"}, 404
    return {"email": user.email, "is_active": user.is_active}
""",
        "for an e-mail that nobody has it answered 200 with [",
    ),
    Answer(
        "another status",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(400, "no such member")
    return {"email": user.email, "is_active": user.is_active}
""",
        "for an e-mail that nobody has it answered 400",
    ),
    Answer(
        "get_by_email is not awaited",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "`SQLAlchemyUserDatabase.get_by_email` was called without `await`",
    ),
    Answer(
        "a plain function that returns a coroutine",
        """
@app.get("/members/{email}")
def get_member(email: str, user_db: UserDB):
    return user_db.get_by_email(email)
""",
        "`SQLAlchemyUserDatabase.get_by_email` was called without `await`",
    ),
    Answer(
        "Depends is left out",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: Any):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "FastAPI takes `user_db` from the query and says 'Field required'",
    ),
    Answer(
        "the e-mail is a parameter of the query",
        """
@app.get("/members/")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "the app has no path `/members/{email}`",
    ),
    Answer(
        "two names for the path's parameter",
        """
@app.get("/members/{name}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "FastAPI takes `email` from the query and says 'Field required'",
    ),
    Answer(
        "a slip in the path",
        """
@app.get("/member/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "the app has no path `/members/{email}`",
    ),
    Answer(
        "a slash at the end",
        """
@app.get("/members/{email}/")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "`/members/ada@example.com` was redirected to 'http://course/members/ada@example.com/'",
    ),
    Answer(
        "another method",
        """
@app.post("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "the path is there for another method than GET",
    ),
    Answer(
        "a router that is not included",
        """
router = APIRouter()


@router.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "the app has no path `/members/{email}`",
    ),
    Answer(
        "the id is asked for",
        """
@app.get("/members/{email}")
async def get_member(email: uuid.UUID, user_db: UserDB):
    user = await user_db.get(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "FastAPI takes `email` from the path and says 'Input should be a valid UUID",
    ),
    Answer(
        "a constant",
        """
@app.get("/members/{email}")
async def get_member(email: str):
    if not email.startswith("ada"):
        raise HTTPException(404)
    return {"email": "ada@example.com", "is_active": True}
""",
        "the endpoint depends on no `get_async_session`",
    ),
    Answer(
        "a session of its own",
        """
@app.get("/members/{email}")
async def get_member(email: str):
    async with async_session_maker() as session:
        user = await SQLAlchemyUserDatabase(session, User).get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "the endpoint depends on no `get_async_session`",
    ),
    Answer(
        "the session's cell was run again after the app's",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}


async def get_async_session():
    async with async_session_maker() as session:
        yield session
""",
        "the app depends on another `get_async_session` than the one handed in",
    ),
    Answer(
        "the same, on a database without tables",
        """
engine = create_async_engine(await fresh_database("empty"), poolclass=NullPool)
async_session_maker = async_sessionmaker(engine, expire_on_commit=False)


@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}


async def get_async_session():
    async with async_session_maker() as session:
        yield session
""",
        "the app depends on another `get_async_session` than the one handed in",
    ),
    Answer(
        "the session in place of the adapter",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: Annotated[Any, Depends(get_async_session)]):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "your code raised AttributeError: 'AsyncSession' object has no attribute 'get_by_email'",
    ),
    Answer(
        "capitals must be the same",
        """
@app.get("/members/{email}")
async def get_member(email: str, session: Annotated[AsyncSession, Depends(get_async_session)]):
    user = await session.scalar(select(User).where(User.email == email))
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "for GRACE@example.com it answered 404, and the table has grace@example.com",
    ),
    Answer(
        "the e-mail as it was asked for",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": email, "is_active": user.is_active}
""",
        "for GRACE@example.com `email` is 'GRACE@example.com'; the table has 'grace@example.com'",
    ),
    Answer(
        "always active",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": True}
""",
        "for GRACE@example.com `is_active` is True; the table has False",
    ),
    Answer(
        "inactive members are hidden",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None or not user.is_active:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "for GRACE@example.com it answered 404",
    ),
    Answer(
        "the e-mail alone",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email}
""",
        "the answer has no `is_active`; it has email",
    ),
    Answer(
        "a list",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool


@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB) -> list[MemberRead]:
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return [user]
""",
        "an object with names and values is wanted",
    ),
    Answer(
        "plain text",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        return PlainTextResponse("no such member", 404)
    return PlainTextResponse(f"{user.email}, {user.is_active}")
""",
        "the answer is no JSON: 'ada@example.com, True'",
    ),
    Answer(
        "a model without from_attributes",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool


@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB) -> MemberRead:
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return MemberRead.model_validate(user)
""",
        "your code raised ValidationError: 1 validation error for MemberRead",
    ),
    Answer(
        "a response model that asks for more",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool
    nickname: str


@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB) -> MemberRead:
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return user
""",
        "which its response model refuses: Field required (response.nickname)",
    ),
    Answer(
        "the hash is wiped out in the database",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return await user_db.update(user, {"hashed_password": ""})
""",
        "a GET changed the members' rows in the database",
    ),
    Answer(
        "asyncio.run in a running loop",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB):
    user = asyncio.run(user_db.get_by_email(email))
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
        "your code raised RuntimeError: asyncio.run() cannot be called from a running event loop",
    ),
    Answer("the app without an endpoint", "app = FastAPI()", "the app has no path"),
    Answer("a router in place of the app", "app = APIRouter()", "`app` is an APIRouter"),
    Answer(
        "get_user_db in place of get_async_session",
        "get_async_session = get_user_db",
        "`get_user_db` was handed in",
    ),
    Answer(
        "the session's generator",
        "get_async_session = get_async_session()",
        "`get_async_session` is an async_generator, and a function is wanted",
    ),
    Answer("nothing yet", "app = ...", "Not attempted: `app` is still `...`"),
]

RIGHT = [
    Answer(
        "a return annotation",
        """
class MemberRead(BaseModel):
    email: EmailStr
    is_active: bool


@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB) -> MemberRead:
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404, "no such member")
    return user
""",
    ),
    Answer(
        "response_model and the older Depends",
        """
class MemberRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    email: str
    is_active: bool


@app.get("/members/{email}", response_model=MemberRead)
async def get_member(email: EmailStr, user_db=Depends(get_user_db)):
    if user := await user_db.get_by_email(email):
        return MemberRead.model_validate(user)
    raise HTTPException(status_code=status.HTTP_404_NOT_FOUND)
""",
    ),
    Answer(
        "the schema of FastAPI Users",
        """
@app.get("/members/{mail}", response_model=schemas.BaseUser[uuid.UUID])
async def get_member(mail: str, user_db: UserDB):
    user = await user_db.get_by_email(mail)
    return user or Response(status_code=404)
""",
    ),
    Answer(
        "a dict",
        """
@app.get("/members/{email}")
async def get_member(email: str, user_db: UserDB) -> dict[str, str | bool]:
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return {"email": user.email, "is_active": user.is_active}
""",
    ),
    Answer(
        "JSON responses",
        """
@app.get("/members/{email:path}", response_class=JSONResponse)
async def get_member(email: str, user_db: UserDB):
    user = await user_db.get_by_email(email)
    if user is None:
        return JSONResponse({"error": "no such member"}, status_code=404)
    return JSONResponse({"email": user.email, "is_active": user.is_active})
""",
    ),
    Answer(
        "a router with a prefix, and the dependency of a dependency",
        """
async def get_member_or_404(email: str, user_db: UserDB) -> User:
    user = await user_db.get_by_email(email)
    if user is None:
        raise HTTPException(404)
    return user


class MemberRead(BaseModel):
    email: str
    is_active: bool


router = APIRouter(prefix="/members")


@router.get("/{email}", response_model=MemberRead)
def get_member(user: Annotated[User, Depends(get_member_or_404)]):
    return user


app.include_router(router)
""",
    ),
    Answer(
        "the session's own SELECT",
        """
@app.get("/members/{email}")
async def get_member(
    email: str, response: Response, session: Annotated[AsyncSession, Depends(get_async_session)]
):
    statement = select(User.email, User.is_active).where(func.lower(User.email) == email.lower())
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        response.status_code = 404
        return None
    return row._asdict()
""",
    ),
    Answer(
        "a plain function, and its dependency awaited from its thread",
        """
from anyio import from_thread


@app.get("/members/{email}", response_model=schemas.BaseUser[uuid.UUID])
def get_member(email: str, user_db: UserDB):
    user = from_thread.run(user_db.get_by_email, email)
    if user is None:
        raise HTTPException(404)
    return user
""",
    ),
]
