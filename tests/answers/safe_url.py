"""What the exercise safe-url is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "safe-url"

SETUP = """
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
"""


def url(*lines: str) -> str:
    """Return the cell with a function of these lines."""
    body = "\n    ".join(lines)
    return f"""
def database_url(settings):
    user, password, host = settings["user"], settings["password"], settings["host"]
    port, name = settings.get("port", "5432"), settings["name"]
    {body}
"""


FORMAT = 'return f"postgresql+asyncpg://{user}:{password}@{host}:{port}/{name}"'

WRONG = [
    Answer("an f-string", url(FORMAT), "for the password 's3cr@t' the password became 's3cr'"),
    Answer(
        "the port of everybody",
        url('return URL.create("postgresql+asyncpg", user, password, host, 5432, name)'),
        "for the password 's3cr@t' the port became 5432; 6433 is wanted",
    ),
    Answer(
        "no port",
        url('return URL.create("postgresql+asyncpg", user, password, host, None, name)'),
        "for the password 'secret' the port became None; 5432 is wanted",
    ),
    Answer(
        "a port that has to be there",
        """
def database_url(settings):
    return URL.create(
        "postgresql+asyncpg",
        settings["user"],
        settings["password"],
        settings["host"],
        int(settings["port"]),
        settings["name"],
    )
""",
        "for the password 'secret' your code raised KeyError: 'port'",
    ),
    Answer(
        "str of a URL",
        url('return str(URL.create("postgresql+asyncpg", user, password, host, int(port), name))'),
        "the password became `***`: `str()` of a URL hides it",
    ),
    Answer(
        "spaces as plus signs, which a URL of a database does not undo",
        url("password, user = quote_plus(password), quote_plus(user)", FORMAT),
        "the password became '+Sp+ace?#&+'",
    ),
    Answer(
        "the user is left as it is",
        url("password = quote(password, safe='')", FORMAT),
        "for the user 'club:app' with the password 'ünï@:/' the username became 'club'",
    ),
    Answer(
        "the at sign alone",
        url('password = password.replace("@", "%40")', 'user = user.replace(":", "%3A")', FORMAT),
        "for the password '%41' the password became 'A'",
    ),
    Answer(
        "encoded twice",
        url(
            "password = quote(password)",
            'return URL.create("postgresql+asyncpg", user, password, host, int(port), name)',
        ),
        "for the password 's3cr@t' the password became 's3cr%40t'",
    ),
    Answer(
        "the driver of the pattern is missing",
        url('return URL.create("postgresql", user, password, host, int(port), name)'),
        "the drivername became 'postgresql'; 'postgresql+asyncpg' is wanted",
    ),
    Answer(
        "the parts in another order",
        url('return URL.create("postgresql+asyncpg", user, password, name, int(port), host)'),
        "the host became 'club0'; 'db0.example' is wanted",
    ),
    Answer(
        "an engine",
        url(
            "return create_async_engine(",
            '    URL.create("postgresql+asyncpg", user, password, host, int(port), name)',
            ")",
        ),
        "it returned an AsyncEngine; a URL is wanted",
    ),
    Answer(
        "the URL itself",
        'database_url = URL.create("postgresql+asyncpg", "ada", "secret", "db.example")',
        "and a function is wanted",
    ),
    Answer("nothing yet", "database_url = ...", "Not attempted: `database_url` is still `...`"),
]

RIGHT = [
    Answer(
        "URL.create",
        url('return URL.create("postgresql+asyncpg", user, password, host, int(port), name)'),
    ),
    Answer(
        "the port as a text",
        url('return URL.create("postgresql+asyncpg", user, password, host, port, name)'),
    ),
    Answer(
        "percent-encoded by hand",
        url('user, password = quote(user, safe=""), quote(password, safe="")', FORMAT),
    ),
    Answer(
        "rendered with its password",
        url(
            'made = URL.create("postgresql+asyncpg", user, password, host, int(port), name)',
            "return made.render_as_string(hide_password=False)",
        ),
    ),
    Answer(
        "a pattern, and the parts set in it",
        url(
            'made = make_url("postgresql+asyncpg://").set(username=user, password=password)',
            "return made.set(host=host, port=int(port), database=name)",
        ),
    ),
]
