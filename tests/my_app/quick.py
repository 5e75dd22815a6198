"""The project's app with a hash that costs nothing, for tests that register hundreds of people."""

from argon2 import PasswordHasher
from pwdlib.hashers.argon2 import Argon2Hasher


def cheap(self, *arguments, **options):
    self._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


Argon2Hasher.__init__ = cheap

from club.main import app  # noqa: E402

__all__ = ["app"]
