"""What learners answer to off-the-loop."""

from __future__ import annotations

from tests.answers import Answer, cannot_be_awaited, cells

CHECK = "off-the-loop"

SETUP = (
    cells("production", "so-far")
    + """
import asyncio
import threading
import time

from anyio import CapacityLimiter, to_thread
from fastapi_users.exceptions import UserNotExists

TWO = CapacityLimiter(2)
"""
)

LESSON = cells("production", "threaded-manager").partition("HASHES = CapacityLimiter(2)")[2]
LESSON = LESSON.partition("\n\n")[2].partition("def create_threaded_app")[0]

HASH = "await to_thread.run_sync(helper.hash, credentials.password, limiter=TWO)"
VERIFY = """await to_thread.run_sync(
            helper.verify_and_update, credentials.password, user.hashed_password, limiter=TWO
        )"""
SAVE = """
        if new_hash is not None:
            await self.user_db.update(user, {"hashed_password": new_hash})"""


def manager(
    *,
    unknown: str = HASH,
    verify: str = VERIFY,
    save: str = SAVE,
    refuse: str = "if not verified:\n            return None",
    before: str = "",
    first: str = "pass",
) -> str:
    return f"""
{before}
class OffLoopManager(UserManager):
    async def authenticate(self, credentials):
        {first}
        helper = self.password_helper
        user = await self.user_db.get_by_email(credentials.username)
        if user is None:
            {unknown}
            return None
        verified, new_hash = {verify}
        {refuse}{save}
        return user
"""


WRONG = [
    Answer(
        "the starter",
        """
class OffLoopManager(UserManager):
    async def authenticate(self, credentials):
        user = await self.user_db.get_by_email(credentials.username)
        if user is None:
            return None
        verified, _ = self.password_helper.verify_and_update(
            credentials.password, user.hashed_password
        )
        return user if verified else None
""",
        "`password_helper` worked in the event loop's own thread, and held it up",
    ),
    Answer(
        "nothing of its own",
        "class OffLoopManager(UserManager):\n    pass\n",
        "`password_helper` worked in the event loop's own thread, and held it up",
    ),
    Answer(
        "await before a plain call",
        manager(
            verify="await helper.verify_and_update(credentials.password, user.hashed_password)"
        ),
        f"your code raised TypeError: {cannot_be_awaited('tuple')}",
    ),
    Answer(
        "a sleep of zero before",
        manager(
            unknown="helper.hash(credentials.password)",
            verify="helper.verify_and_update(credentials.password, user.hashed_password)",
            first="await asyncio.sleep(0)",
        ),
        "`password_helper` worked in the event loop's own thread, and held it up",
    ),
    Answer(
        "the hash of an unknown one on the loop",
        manager(unknown="helper.hash(credentials.password)"),
        "`password_helper` worked in the event loop's own thread, and held it up",
    ),
    Answer(
        "no hash for an unknown one",
        manager(unknown="pass"),
        "for nobody@example.com 0 passwords were worked on, and one for others",
    ),
    Answer(
        "a sleep in the place of the hash",
        manager(unknown="await asyncio.sleep(0.1)"),
        "for nobody@example.com 0 passwords were worked on, and one for others",
    ),
    Answer(
        "no limit",
        manager(
            unknown="await asyncio.to_thread(helper.hash, credentials.password)",
            verify="await asyncio.to_thread(helper.verify_and_update, credentials.password,"
            " user.hashed_password)",
        ),
        "six logins at once, and ",
    ),
    Answer(
        "a limit for each instance",
        manager(first="TWO = CapacityLimiter(2)"),
        "passwords were worked on at the same time; two at most: is the limit one for all",
    ),
    Answer(
        "a limit for each kind",
        manager(
            unknown=HASH.replace("TWO", "OTHER"),
            before="OTHER = CapacityLimiter(2)\n",
        ),
        "passwords were worked on at the same time; two at most",
    ),
    Answer(
        "a limit of three",
        manager(before="TWO = CapacityLimiter(3)\n"),
        "six logins at once, and 3 passwords were worked on at the same time; two at most",
    ),
    Answer(
        "the new hash not saved",
        manager(save=""),
        "`verify_and_update` gave a new hash for kurt@example.com; what is saved is not it",
    ),
    Answer(
        "the new hash set and not saved",
        manager(save="\n        user.hashed_password = new_hash or user.hashed_password"),
        "`verify_and_update` gave a new hash for kurt@example.com; what is saved is not it",
    ),
    Answer(
        "saved, even when there is none",
        manager(
            save='\n        await self.user_db.update(user, {"hashed_password": new_hash})',
        ),
        "your code raised IntegrityError: ",
    ),
    Answer(
        "everybody gets in",
        manager(refuse=""),
        "for ada@example.com with a wrong password, it gave ada@example.com; None is wanted",
    ),
    Answer(
        "True in the place of the user",
        manager().replace("return user\n", "return verified\n"),
        "`authenticate` returned a bool; the user or None is wanted",
    ),
    Answer(
        "an exception for an unknown one",
        manager().replace("self.user_db.get_by_email", "self.get_by_email"),
        "your code raised UserNotExists, at line ",
    ),
    Answer(
        "hashed and compared",
        manager(
            verify="(await to_thread.run_sync(helper.hash, credentials.password, limiter=TWO)"
            " == user.hashed_password, None)"
        ),
        "for kurt@example.com with the right password, it gave None; the user is wanted",
    ),
    Answer(
        "super in a thread",
        """
class OffLoopManager(UserManager):
    async def authenticate(self, credentials):
        return await asyncio.to_thread(asyncio.run, super().authenticate(credentials))
""",
        "the database was asked in another thread than the session's",
    ),
    Answer(
        "not a manager",
        "class OffLoopManager:\n    pass\n",
        "`OffLoopManager` is the class OffLoopManager; a class on `UserManager` is wanted",
    ),
    Answer(
        "a thread that is waited for",
        manager(
            unknown="POOL.submit(helper.hash, credentials.password).result()",
            verify="POOL.submit(helper.verify_and_update, credentials.password,"
            " user.hashed_password).result()",
            before="from concurrent.futures import ThreadPoolExecutor\n\n"
            "POOL = ThreadPoolExecutor(2)\n",
        ),
        "a thread worked, and the event loop stood still meanwhile: await the thread",
    ),
    Answer(
        "started and not awaited for nobody",
        manager(
            unknown="asyncio.get_running_loop().run_in_executor("
            "None, helper.hash, credentials.password)"
        ),
        "`authenticate` returned before the hash was done: is it awaited?",
    ),
    Answer(
        "verified against what is no hash",
        manager(
            unknown='await to_thread.run_sync(helper.verify_and_update, "x", "y", limiter=TWO)'
        ),
        "your code raised UnknownHashError: ",
    ),
    Answer(
        "the password itself saved",
        manager(
            save="""
        if new_hash is not None:
            await self.user_db.update(user, {"hashed_password": credentials.password})"""
        ),
        "your code raised UnknownHashError: ",
    ),
    Answer(
        "a limit for each e-mail",
        manager(
            first="TWO = LIMITS[credentials.username]",
            before="""
from collections import defaultdict

LIMITS = defaultdict(lambda: CapacityLimiter(1))
""",
        ),
        "passwords were worked on at the same time; two at most: is the limit one for all",
    ),
    Answer(
        "whoever is switched off gets nothing",
        manager().replace("return user\n", "return user if user.is_active else None\n"),
        "for rosa@example.com with the right password, it gave None; the user is wanted, who is"
        " switched off",
    ),
    Answer("nothing yet", "OffLoopManager = ...", "Not attempted: `OffLoopManager` is still"),
]

RIGHT = [
    Answer(
        "a real hash to compare with, for nobody",
        manager(
            unknown=VERIFY.replace("user.hashed_password", "DUMMY").replace("            ", " "),
            before="from fastapi_users.password import PasswordHelper\n\n"
            'DUMMY = PasswordHelper().hash("nobody")\n\n',
        ),
    ),
    Answer("anyio's limiter", manager()),
    Answer(
        "a semaphore",
        """
GATE = asyncio.Semaphore(2)


async def in_thread(function, *arguments):
    async with GATE:
        return await asyncio.to_thread(function, *arguments)


class OffLoopManager(UserManager):
    async def authenticate(self, credentials):
        try:
            user = await self.get_by_email(credentials.username)
        except UserNotExists:
            await in_thread(self.password_helper.hash, credentials.password)
            return None
        verified, new = await in_thread(
            self.password_helper.verify_and_update, credentials.password, user.hashed_password
        )
        if verified and new:
            await self.user_db.update(user, {"hashed_password": new})
        return user if verified else None
""",
    ),
    Answer(
        "a pool of two threads",
        """
from concurrent.futures import ThreadPoolExecutor

POOL = ThreadPoolExecutor(max_workers=2)


class OffLoopManager(UserManager):
    async def authenticate(self, credentials):
        loop = asyncio.get_running_loop()
        user = await self.user_db.get_by_email(credentials.username)
        if user is None:
            await loop.run_in_executor(POOL, self.password_helper.hash, credentials.password)
            return None
        verified, new = await loop.run_in_executor(
            POOL,
            lambda: self.password_helper.verify_and_update(
                credentials.password, user.hashed_password
            ),
        )
        if not verified:
            return None
        if new is not None:
            user.hashed_password = new
            await self.user_db.session.commit()
        return user
""",
    ),
    Answer(
        "one at a time, in a class attribute",
        manager()
        .replace("limiter=TWO", "limiter=self.one")
        .replace(
            "    async def authenticate",
            "    one = CapacityLimiter(1)\n\n    async def authenticate",
        ),
    ),
    Answer(
        "the names of the parameters",
        manager(
            verify="""await to_thread.run_sync(
            lambda: helper.verify_and_update(
                plain_password=credentials.password, hashed_password=user.hashed_password
            ),
            limiter=TWO,
        )"""
        ),
    ),
    Answer(
        "the lesson's manager, with a limiter of its own",
        "from fastapi_users.password import PasswordHelper\n\nHASHES = TWO\n\n\n"
        + LESSON
        + "\n\nclass OffLoopManager(ThreadedUserManager):\n    pass\n",
    ),
]
