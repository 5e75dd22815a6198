"""What the exercise first-superuser is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "first-superuser"

SETUP = (
    cells("the_whole_app", "so-far", "user-manager")
    + """
from fastapi_users.exceptions import UserAlreadyExists, UserNotExists
from sqlalchemy import func, select
"""
)


def making(*lines: str, first: str = "async def make_superuser(manager, email, password)") -> str:
    """Return the cell with a function of these lines."""
    body = "\n    ".join(lines)
    return f"{first}:\n    {body}\n"


ROOT = "UserCreate(email=email, password=password, is_superuser=True, is_verified=True)"

WRONG = [
    Answer(
        "as a person registers",
        making(
            "return await manager.create(UserCreate(email=email, password=password), safe=True)"
        ),
        "`is_superuser` is False: `safe=True` drops the flags",
    ),
    Answer(
        "safe drops the flags",
        making(f"return await manager.create({ROOT}, safe=True)"),
        "`is_superuser` is False: `safe=True` drops the flags",
    ),
    Answer(
        "not verified",
        making(
            "root = UserCreate(email=email, password=password, is_superuser=True)",
            "return await manager.create(root)",
        ),
        "root-7@example.com is in the table, and `is_verified` is False",
    ),
    Answer(
        "verified, and no superuser",
        making(
            "root = UserCreate(email=email, password=password, is_verified=True)",
            "return await manager.create(root)",
        ),
        "`is_superuser` is False",
    ),
    Answer(
        "a second run raises",
        making(f"return await manager.create({ROOT})"),
        "for admin-8@example.com, which is taken, UserAlreadyExists came out of it; None is wanted",
    ),
    Answer(
        "a second run gives the user",
        making(
            "try:",
            f"    return await manager.create({ROOT})",
            "except UserAlreadyExists:",
            "    return await manager.get_by_email(email)",
        ),
        "for admin-8@example.com, which is taken, it returned a User, not None",
    ),
    Answer(
        "a second run gives False",
        making(
            "try:",
            f"    return await manager.create({ROOT})",
            "except UserAlreadyExists:",
            "    return False",
        ),
        "for admin-8@example.com, which is taken, it returned a bool, not None",
    ),
    Answer(
        "somebody else becomes a superuser",
        making(
            "try:",
            f"    return await manager.create({ROOT})",
            "except UserAlreadyExists:",
            "    user = await manager.get_by_email(email)",
            "    await manager.user_db.update(user, {'is_superuser': True, 'is_verified': True})",
        ),
        "ada@example.com had an account already, and the table has changed",
    ),
    Answer(
        "the account is made anew",
        making(
            "try:",
            "    await manager.delete(await manager.get_by_email(email))",
            "except UserNotExists:",
            "    pass",
            f"return await manager.create({ROOT})",
        ),
        "admin-8@example.com had an account already, and the table has changed",
    ),
    Answer(
        "nothing is returned",
        making(
            "try:", f"    await manager.create({ROOT})", "except UserAlreadyExists:", "    pass"
        ),
        "for root-7@example.com, which is new, it returned None; the user is wanted",
    ),
    Answer(
        "True is returned",
        making(f"await manager.create({ROOT})", "return True"),
        "for root-7@example.com it returned a bool; the user is wanted",
    ),
    Answer(
        "create is not awaited",
        making(f"return manager.create({ROOT})"),
        "`BaseUserManager.create` was called without `await`",
    ),
    Answer(
        "the password itself is stored",
        making(
            "row = {'email': email, 'hashed_password': password, 'is_superuser': True}",
            "return await manager.user_db.create({**row, 'is_verified': True})",
        ),
        "the row of root-7@example.com holds the password itself, not a hash",
    ),
    Answer(
        "a hash of another kind",
        making(
            "import hashlib",
            "row = {'hashed_password': hashlib.sha256(password.encode()).hexdigest()}",
            "flags = {'is_superuser': True, 'is_verified': True}",
            "return await manager.user_db.create({'email': email, **row, **flags})",
        ),
        "root-7@example.com cannot log in",
    ),
    Answer(
        "the adapter, without the manager's rules",
        making(
            "if await manager.user_db.get_by_email(email):",
            "    return None",
            "row = {'email': email, 'hashed_password': manager.password_helper.hash(password)}",
            "row |= {'is_superuser': True, 'is_verified': True}",
            "return await manager.user_db.create(row)",
        ),
        "the manager's `on_after_register` did not run: make the user with the manager",
    ),
    Answer(
        "the flags afterwards",
        making(
            "try:",
            "    user = await manager.create(UserCreate(email=email, password=password))",
            "except UserAlreadyExists:",
            "    return",
            "update = UserUpdate(is_superuser=True, is_verified=True)",
            "return await manager.update(update, user)",
        ),
        "`on_after_register` saw somebody who was no verified superuser yet",
    ),
    Answer(
        "every exception is taken for a second run",
        making("try:", f"    return await manager.create({ROOT})", "except Exception:", "    pass"),
        "a password that the manager refuses went through without a word",
    ),
    Answer(
        "a manager of one's own",
        making(
            "async with async_session_maker() as session:",
            "    manager = UserManager(SQLAlchemyUserDatabase(session, User))",
            "    try:",
            f"        return await manager.create({ROOT})",
            "    except UserAlreadyExists:",
            "        return None",
        ),
        "no such table: user",
    ),
    Answer(
        "a user that is no row",
        making("return User(email=email, is_superuser=True, is_verified=True)"),
        "afterwards the table has nobody with the e-mail root-7@example.com",
    ),
    Answer(
        "one e-mail for all",
        making(
            "email = 'root-7@example.com'",
            "try:",
            f"    return await manager.create({ROOT})",
            "except UserAlreadyExists:",
            "    return None",
        ),
        "for admin-8@example.com, which is new, it returned None",
    ),
    Answer(
        "the e-mail and the password changed over",
        making(
            "try:",
            f"    return await manager.create({ROOT})",
            "except UserAlreadyExists:",
            "    return None",
            first="async def make_superuser(manager, password, email)",
        ),
        "your code raised ValidationError: 1 validation error for UserCreate email",
    ),
    Answer(
        "a dict in place of a schema",
        making("return await manager.create({'email': email, 'password': password})"),
        "raised AttributeError: 'dict' object has no attribute 'password'",
    ),
    Answer(
        "a plain function",
        making("return None", first="def make_superuser(manager, email, password)"),
        "nothing to await: is it an `async def`?",
    ),
    Answer("nothing yet", "make_superuser = ...", "Not attempted: `make_superuser` is still"),
]

RIGHT = [
    Answer(
        "catching the no",
        making(
            "try:",
            f"    return await manager.create({ROOT})",
            "except UserAlreadyExists:",
            "    return None",
        ),
    ),
    Answer(
        "looking first",
        making(
            "try:",
            "    await manager.get_by_email(email)",
            "except UserNotExists:",
            f"    return await manager.create({ROOT}, safe=False)",
        ),
    ),
    Answer(
        "looking with a query, and a full name",
        making(
            "statement = select(User).where(func.lower(User.email) == email.lower())",
            "if (await manager.user_db.session.execute(statement)).first():",
            "    return None",
            "root = UserCreate(email=email, password=password, full_name='Root')",
            "root.is_superuser = root.is_verified = True",
            "return await manager.create(root)",
        ),
    ),
]
