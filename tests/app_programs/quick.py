"""The project's app with a hash that costs nothing, for tests that register hundreds of people."""

from functools import partialmethod

from pwdlib.hashers.argon2 import Argon2Hasher

init = Argon2Hasher.__init__
Argon2Hasher.__init__ = partialmethod(init, time_cost=1, memory_cost=8, parallelism=1)

from club.main import app  # noqa: E402

__all__ = ["app"]
