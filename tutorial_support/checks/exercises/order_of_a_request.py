"""The check order-of-a-request: the order of a request made just now."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
# No postponed annotations here: FastAPI could not resolve the local names in them.

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy.ext.asyncio import AsyncSession

from tutorial_support.checks.ordering import need_order
from tutorial_support.checks.samples.users import (
    SampleBase,
    SampleUser,
    sessions,
)
from tutorial_support.databases import throwaway_database
from tutorial_support.serving import client
from tutorial_support.watching import watch_sql

REQUEST = {
    1: "get_user_db builds the adapter",
    2: "the session is closed",
    3: "the answer is sent",
    4: "INSERT, then COMMIT",
    5: "get_async_session opens a session",
    6: "the tables are created",
    7: "the endpoint starts",
}


async def order_of_a_request(order: Any) -> str:
    """`order` is the order in which the parts of a request act."""
    happened: list[int] = []
    async with throwaway_database(SampleBase.metadata) as engine:

        async def get_async_session() -> AsyncIterator[AsyncSession]:
            happened.append(5)
            async with sessions(engine)() as session:
                yield session
            happened.append(2)

        async def get_user_db(
            session: Annotated[AsyncSession, Depends(get_async_session)],
        ) -> AsyncIterator[Any]:
            happened.append(1)
            yield SQLAlchemyUserDatabase(session, SampleUser)

        app = FastAPI()

        @app.post("/members")
        async def create_member(user_db: Annotated[Any, Depends(get_user_db)]) -> None:
            happened.append(7)
            with watch_sql(engine) as log:
                await user_db.create({"email": "ada@example.com", "hashed_password": "no-hash"})
            if log.marks[:2] == ["BEGIN", "COMMIT"]:
                happened.append(4)

        async def seen_from_outside(scope: Any, receive: Any, send: Any) -> None:
            async def sending(message: Any) -> None:
                if message["type"] == "http.response.start":
                    happened.append(3)
                await send(message)

            await app(scope, receive, sending)

        async with client(seen_from_outside, lifespan=False) as http:
            (await http.post("/members")).raise_for_status()
    need_order(order, REQUEST, happened)
    return "your order is that of a request made just now"
