"""Print the longest stall of the event loop, in ms, while sixteen people log in at once.

Run inside the project: first as it is, then with passwords compared on the loop, as FastAPI Users
does by itself.
"""

import asyncio
import time

import httpx
from club.database import engine
from club.main import app
from club.models import User
from club.passwords import ThreadedPasswordHelper
from sqlalchemy import update

PASSWORD = "analytical-engine"
PEOPLE = [f"user{number}@example.com" for number in range(16)]


async def longest_stall(work):
    """Await some work beside a heartbeat; return its longest pause in ms."""
    longest = 0.0

    async def heart():
        nonlocal longest
        before = time.perf_counter()
        while True:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            longest = max(longest, 1000 * (now - before))
            before = now

    beating = asyncio.create_task(heart())
    await work
    beating.cancel()
    return longest


async def verify_on_the_loop(self, password, hashed):
    return self.verify_and_update(password, hashed)


async def main():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=60) as http:
        for email in PEOPLE:
            await http.post("/auth/register", json={"email": email, "password": PASSWORD})
        async with engine.begin() as connection:
            await connection.execute(update(User).values(is_verified=True))

        async def log_in():
            forms = [{"username": email, "password": PASSWORD} for email in PEOPLE]
            answers = await asyncio.gather(*(http.post("/auth/login", data=f) for f in forms))
            assert {answer.status_code for answer in answers} == {200}

        print(await longest_stall(log_in()))
        ThreadedPasswordHelper.verify = verify_on_the_loop
        print(await longest_stall(log_in()))


asyncio.run(main())
