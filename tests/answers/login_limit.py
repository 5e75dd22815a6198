"""What learners answer to login-limit."""

from __future__ import annotations

from tests.answers import Answer, cells

CHECK = "login-limit"

SETUP = (
    cells("production", "so-far")
    + """
import time
from collections import defaultdict, deque

from fastapi import HTTPException
"""
)


def manager(
    *,
    who: str = "credentials.username.lower()",
    recent: str = "[when for when in failures.get(who, []) if when > time.time() - 60]",
    limit: str = "len(recent) >= 5",
    refuse: str = 'HTTPException(429, "TOO_MANY", headers={"Retry-After": "60"})',
    count: str = "recent.append(time.time())",
    after: str = "if user is not None:\n            recent.clear()",
    first: str = "pass",
) -> str:
    return f"""
failures = {{}}


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        {first}
        who = {who}
        recent = failures[who] = {recent}
        if {limit}:
            raise {refuse}
        {count}
        user = await super().authenticate(credentials)
        {after}
        return user
"""


PACKAGE = """
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

limiter = MovingWindowRateLimiter(MemoryStorage())
rule = parse("5/minute")


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        who = credentials.username.lower()
        if not await limiter.hit(rule, who):
            raise HTTPException(429, "TOO_MANY_LOGINS", headers={"Retry-After": "60"})
        user = await super().authenticate(credentials)
        if user is not None:
            await limiter.clear(rule, who)
        return user
"""

WRONG = [
    Answer(
        "forgotten by the e-mail as it is stored",
        manager(after="if user is not None:\n            failures.pop(user.email, None)"),
        "of four failures after a success, the one of KURT-",
    ),
    Answer(
        "one who forgets what another has forgotten",
        manager(after="if user is not None:\n            del failures[who]"),
        "your code raised KeyError",
    ),
    Answer(
        "one at a time",
        manager(
            first="if credentials.username in busy:\n            raise HTTPException(429,"
            ' headers={"Retry-After": "1"})\n        busy.add(credentials.username)',
            after="busy.discard(credentials.username)\n        "
            "if user is not None:\n            recent.clear()",
        ).replace("failures = {}", "failures, busy = {}, set()"),
        "of two right logins at the same moment, one gave HTTPException(status_code=429",
    ),
    Answer(
        "the starter",
        """
class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        return await super().authenticate(credentials)
""",
        "after five failures, a sixth wrong password was answered None; a 429 is wanted",
    ),
    Answer(
        "counted in the manager",
        """
class LimitedManager(UserManager):
    def __init__(self, user_db):
        super().__init__(user_db)
        self.failures = 0

    async def authenticate(self, credentials):
        if self.failures >= 5:
            raise HTTPException(429, headers={"Retry-After": "60"})
        user = await super().authenticate(credentials)
        self.failures += user is None
        return user
""",
        "a 429 is wanted: is the count kept outside of the manager",
    ),
    Answer(
        "capitals are somebody else",
        manager(who="credentials.username"),
        "a 429 is wanted: is the count kept outside of the manager, and by the e-mail in small",
    ),
    Answer(
        "one count for everybody",
        manager(who='"everybody"'),
        "after the failures of ada-",
    ),
    Answer(
        "four",
        manager(limit="len(recent) >= 4"),
        "number 5, was refused with 429 already",
    ),
    Answer(
        "six",
        manager(limit="len(recent) > 5"),
        "after five failures, a sixth wrong password was answered None; a 429 is wanted",
    ),
    Answer(
        "successes count",
        manager(after="pass"),
        "ten times the right password: the right password for emmy-",
    ),
    Answer(
        "a success forgets nothing",
        manager(after="if user is not None:\n            recent.pop()"),
        "of four failures after a success, the one of",
    ),
    Answer(
        "for ever",
        manager(recent="failures.get(who, [])"),
        "62 seconds after five failures, by `time.time()` called as that, the right password",
    ),
    Answer(
        "an hour",
        manager(recent="[when for when in failures.get(who, []) if when > time.time() - 3600]"),
        "62 seconds after five failures, by `time.time()` called as that, the right password",
    ),
    Answer(
        "half a minute",
        manager(recent="[when for when in failures.get(who, []) if when > time.time() - 30]"),
        "57 seconds after five failures, by `time.time()`, a try was not refused",
    ),
    Answer(
        "a minute from the first failure",
        """
failures = {}


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        who = credentials.username.lower()
        start, count = failures.get(who, (time.time(), 0))
        if time.time() - start > 60:
            start, count = time.time(), 0
        if count >= 5:
            raise HTTPException(429, headers={"Retry-After": "60"})
        failures[who] = (start, count + 1)
        user = await super().authenticate(credentials)
        if user is not None:
            failures.pop(who, None)
        return user
""",
        "four failures, and one 12 seconds later, are five within 60 seconds",
    ),
    Answer(
        "only those who have an account",
        """
failures = {}


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        known = await self.user_db.get_by_email(credentials.username)
        if known is None:
            return await super().authenticate(credentials)
        recent = [when for when in failures.get(known.id, []) if when > time.time() - 60]
        if len(recent) >= 5:
            raise HTTPException(429, headers={"Retry-After": "60"})
        user = await super().authenticate(credentials)
        failures[known.id] = [*recent, time.time()] if user is None else []
        return user
""",
        "an e-mail that nobody has is to be limited, too: after five failures, ",
    ),
    Answer(
        "asked after the hash",
        """
failures = {}


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        who = credentials.username.lower()
        recent = [when for when in failures.get(who, []) if when > time.time() - 60]
        user = await super().authenticate(credentials)
        if len(recent) >= 5:
            raise HTTPException(429, headers={"Retry-After": "60"})
        failures[who] = [*recent, time.time()] if user is None else []
        return user
""",
        "for a try that is refused, a hash was computed: ask the limit first",
    ),
    Answer(
        "the right password gets in all the same",
        """
failures = {}


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        who = credentials.username.lower()
        recent = [when for when in failures.get(who, []) if when > time.time() - 60]
        user = await super().authenticate(credentials)
        if user is None and len(recent) >= 5:
            raise HTTPException(429, headers={"Retry-After": "60"})
        failures[who] = [*recent, time.time()] if user is None else []
        return user
""",
        "after five failures, the right password was answered 'ada-",
    ),
    Answer(
        "no header",
        manager(refuse="HTTPException(429)"),
        "the 429 has the header Retry-After ''; 1 to 60 seconds are wanted",
    ),
    Answer(
        "a header in words",
        manager(refuse='HTTPException(429, headers={"Retry-After": "later"})'),
        "the 429 has the header Retry-After 'later'; 1 to 60 seconds are wanted",
    ),
    Answer(
        "no time to wait",
        manager(refuse='HTTPException(429, headers={"Retry-After": "0"})'),
        "the 429 has the header Retry-After '0'; 1 to 60 seconds are wanted",
    ),
    Answer(
        "another status",
        manager(refuse='HTTPException(403, headers={"Retry-After": "60"})'),
        "your code raised HTTPException: ",
    ),
    Answer(
        "None in the place of a 429",
        manager().replace("raise HTTPException", "return None\n            HTTPException"),
        "after five failures, a sixth wrong password was answered None; a 429 is wanted",
    ),
    Answer(
        "another clock",
        manager(
            recent="[when for when in failures.get(who, []) if when > time.monotonic() - 60]",
            count="recent.append(time.monotonic())",
        ),
        "62 seconds after five failures, by `time.time()` called as that, the right password",
    ),
    Answer(
        "counted after the hash",
        """
failures = {}


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        who = credentials.username.lower()
        recent = [when for when in failures.get(who, []) if when > time.time() - 60]
        if len(recent) >= 5:
            raise HTTPException(429, headers={"Retry-After": "60"})
        user = await super().authenticate(credentials)
        failures[who] = [*recent, time.time()] if user is None else []
        return user
""",
        "of twenty wrong passwords at the same moment, 20 were tried; five are wanted: count",
    ),
    Answer(
        "more than a minute",
        manager(refuse='HTTPException(429, headers={"Retry-After": "61"})'),
        "the 429 has the header Retry-After '61'; 1 to 60 seconds are wanted",
    ),
    Answer(
        "a number in the header",
        manager(refuse='HTTPException(429, headers={"Retry-After": 60})'),
        "the value of Retry-After is no text; a server would answer 500",
    ),
    Answer(
        "a success forgets everybody",
        manager(after="if user is not None:\n            failures.clear()"),
        "has logged in: after five failures, a sixth wrong password was answered None",
    ),
    Answer(
        "the name before the @",
        manager(who='credentials.username.lower().split("@")[0]'),
        "after the failures of ada-",
    ),
    Answer(
        "three quarters of a minute",
        manager(recent="[when for when in failures.get(who, []) if when > time.time() - 45]"),
        "57 seconds after five failures, by `time.time()`, a try was not refused",
    ),
    Answer(
        "refused tries count",
        manager(
            first="failures.setdefault(credentials.username.lower(), []).append(time.time())",
            limit="len(recent) > 5",
            count="pass",
        ),
        "62 seconds after five failures, by `time.time()` called as that, the right password",
    ),
    Answer(
        "a fixed window",
        PACKAGE.replace("Moving", "Fixed"),
        "although an older one was forgotten in between; the next try was not refused",
    ),
    Answer("nothing yet", "LimitedManager = ...", "Not attempted: `LimitedManager` is still `...`"),
]

RIGHT = [
    Answer("a dict of times", manager()),
    Answer(
        "a class attribute, and casefold",
        manager(who="credentials.username.casefold()").replace(
            "    async def authenticate", "    failures = failures\n\n    async def authenticate"
        ),
    ),
    Answer(
        "a deque",
        """
class LimitedManager(UserManager):
    failures = defaultdict(deque)

    async def authenticate(self, credentials):
        times = self.failures[credentials.username.lower()]
        now = time.time()
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= 5:
            wait = int(times[0] + 60 - now) or 1
            raise HTTPException(status_code=429, headers={"retry-after": str(wait)})
        times.append(now)
        user = await super().authenticate(credentials)
        if user is not None:
            times.clear()
        return user
""",
    ),
    Answer(
        "a lock for each e-mail",
        """
import asyncio

failures, locks = defaultdict(list), defaultdict(asyncio.Lock)


class LimitedManager(UserManager):
    async def authenticate(self, credentials):
        who = credentials.username.lower()
        async with locks[who]:
            failures[who] = [when for when in failures[who] if time.time() - when < 60]
            if len(failures[who]) >= 5:
                raise HTTPException(429, headers={"Retry-After": "30"})
            user = await super().authenticate(credentials)
            if user is None:
                failures[who].append(time.time())
            else:
                del failures[who]
            return user
""",
    ),
    Answer("the package limits", PACKAGE),
    Answer(
        "on top of the lesson's manager",
        "from fastapi_users.exceptions import UserNotExists\n"
        "from fastapi_users.password import PasswordHelper\n"
        + cells("production", "threaded-manager").partition("def create_threaded_app")[0]
        + manager().replace("(UserManager)", "(ThreadedUserManager)"),
    ),
]
