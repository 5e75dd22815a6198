"""What the exercise async-url is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "async-url"
SETUP = """
import re
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
"""
WRONG = [
    Answer(
        "postgres anywhere",
        """
def async_url(url):
    driver = "postgresql+asyncpg" if "postgres" in url else "sqlite+aiosqlite"
    return driver + url[url.index("://") :]
""",
        "for 'sqlite:///postgres+a.db' the part before `://` is 'postgresql+asyncpg'",
    ),
    Answer(
        "small letters",
        """
def async_url(url):
    url = make_url(url.lower())
    name = "sqlite+aiosqlite" if url.drivername.startswith("sqlite") else "postgresql+asyncpg"
    return url.set(drivername=name)
""",
        "sslkey=file://K' the username became 'ada'; it was 'Ada'",
    ),
    Answer(
        "split at each ://",
        """
def async_url(url):
    driver = "sqlite+aiosqlite" if url.startswith("sqlite") else "postgresql+asyncpg"
    return driver + "://" + url.split("://")[1]
""",
        "sslkey=file://K' the query became ",
    ),
    Answer(
        "the starter: every sqlite in the URL",
        """
def async_url(url):
    return url.replace("sqlite", "sqlite+aiosqlite")
""",
        "the database became '/data/sqlite+aiosqlite.db'; it was '/data/sqlite.db'",
    ),
    Answer(
        "the URL as it came",
        """
def async_url(url):
    return url
""",
        "for 'sqlite:///./club.db' the part before `://` is 'sqlite'; 'sqlite+aiosqlite' is",
    ),
    Answer(
        "a driver on top of a driver",
        """
def async_url(url):
    return url.replace("sqlite", "sqlite+aiosqlite", 1)
""",
        "the part before `://` is 'sqlite+aiosqlite+aiosqlite'",
    ),
    Answer(
        "one more driver before the ://",
        """
def async_url(url):
    driver = "aiosqlite" if url.startswith("sqlite") else "asyncpg"
    return url.replace("://", f"+{driver}://", 1)
""",
        "the part before `://` is 'sqlite+aiosqlite+aiosqlite'",
    ),
    Answer(
        "the beginnings without a driver",
        """
def async_url(url):
    for old, new in {
        "sqlite://": "sqlite+aiosqlite://",
        "postgresql://": "postgresql+asyncpg://",
        "postgres://": "postgresql+asyncpg://",
    }.items():
        if url.startswith(old):
            return url.replace(old, new)
    return url
""",
        "for 'sqlite+pysqlite:///./club.db' the part before `://` is 'sqlite+pysqlite'",
    ),
    Answer(
        "postgres:// forgotten",
        """
def async_url(url):
    parts = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    backend = parts.get_backend_name()
    driver = drivers.get(backend, parts.drivername)
    return parts.set(drivername=driver).render_as_string(hide_password=False)
""",
        "for 'postgres://ada:secret@db.example/club' the part before `://` is 'postgres'",
    ),
    Answer(
        "postgres:// looked up in a dictionary that does not have it",
        """
def async_url(url):
    parts = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    return parts.set(drivername=drivers[parts.get_backend_name()])
""",
        "for 'postgres://ada:secret@db.example/club' your code raised KeyError: 'postgres'",
    ),
    Answer(
        "the dialect asked for its driver",
        """
def async_url(url):
    parts = make_url(url)
    if parts.get_driver_name() in ("aiosqlite", "asyncpg"):
        return url
    driver = "sqlite+aiosqlite" if url.startswith("sqlite") else "postgresql+asyncpg"
    return parts.set(drivername=driver)
""",
        "your code raised NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgres",
    ),
    Answer(
        "the psycopg2 that a host names is left",
        """
def async_url(url):
    if url.startswith("sqlite"):
        return re.sub("^sqlite[^:]*", "sqlite+aiosqlite", url)
    return re.sub("^postgres(ql)?:", "postgresql+asyncpg:", url)
""",
        "the part before `://` is 'postgresql+psycopg2'; 'postgresql+asyncpg' is wanted",
    ),
    Answer(
        "a list of the beginnings that the task names",
        """
def async_url(url):
    for old in ("sqlite", "sqlite+pysqlite", "sqlite+aiosqlite"):
        if url.startswith(f"{old}://"):
            return "sqlite+aiosqlite" + url[len(old) :]
    for old in ("postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg"):
        if url.startswith(f"{old}://"):
            return "postgresql+asyncpg" + url[len(old) :]
    return url
""",
        "the part before `://` is 'postgresql+psycopg'; 'postgresql+asyncpg' is wanted",
    ),
    Answer(
        "str() of the URL",
        """
def async_url(url):
    parts = make_url(url)
    is_sqlite = parts.drivername.startswith("sqlite")
    driver = "sqlite+aiosqlite" if is_sqlite else "postgresql+asyncpg"
    return str(parts.set(drivername=driver))
""",
        "the password became `***`: `str()` of a URL hides it",
    ),
    Answer(
        "put together again by hand, without port and query",
        """
def async_url(url):
    if url.startswith("sqlite"):
        return "sqlite+aiosqlite://" + url.partition("://")[2]
    u = make_url(url)
    return f"postgresql+asyncpg://{u.username}:{u.password}@{u.host}/{u.database}"
""",
        "the password became 'p'; it was 'p@ss'",
    ),
    Answer(
        "put together again by hand, with a port that is not there",
        """
def async_url(url):
    if url.startswith("sqlite"):
        return "sqlite+aiosqlite://" + url.partition("://")[2]
    u = make_url(url)
    return f"postgresql+asyncpg://{u.username}:{u.password}@{u.host}:{u.port}/{u.database}"
""",
        "for 'postgresql://ada:secret@db.example/club' it returned",
    ),
    Answer(
        "URL.create without the query",
        """
def async_url(url):
    u = make_url(url)
    driver = "sqlite+aiosqlite" if "sqlite" in u.drivername else "postgresql+asyncpg"
    return URL.create(driver, u.username, u.password, u.host, u.port, u.database)
""",
        "the query became ({}); it was ({'options': 'sqlite'})",
    ),
    Answer(
        "sqlite looked for in the whole URL",
        """
def async_url(url):
    driver = "sqlite+aiosqlite" if "sqlite" in url else "postgresql+asyncpg"
    return driver + "://" + url.split("://")[1]
""",
        "the part before `://` is 'sqlite+aiosqlite'; 'postgresql+asyncpg' is wanted",
    ),
    Answer(
        "every URL becomes a SQLite one",
        """
def async_url(url):
    return make_url(url).set(drivername="sqlite+aiosqlite")
""",
        "the part before `://` is 'sqlite+aiosqlite'; 'postgresql+asyncpg' is wanted",
    ),
    Answer(
        "urlsplit, which loses two slashes of an unknown scheme",
        """
def async_url(url):
    parts = urlsplit(url)
    driver = "sqlite+aiosqlite" if parts.scheme.startswith("sqlite") else "postgresql+asyncpg"
    return f"{driver}:{parts.path}" if not parts.netloc else parts._replace(scheme=driver).geturl()
""",
        "it returned 'sqlite+aiosqlite:/./club.db', which is no database URL",
    ),
    Answer(
        "the same file, always",
        """
def async_url(url):
    return "sqlite+aiosqlite:///./club.db"
""",
        "the database became './club.db'; it was '/data/sqlite.db'",
    ),
    Answer(
        "replace, and the new text dropped",
        """
def async_url(url):
    url.replace("sqlite://", "sqlite+aiosqlite://")
""",
        "for 'sqlite:///./club.db' it returned None; a URL is wanted",
    ),
    Answer(
        "an engine",
        """
def async_url(url):
    return create_async_engine(url.replace("sqlite://", "sqlite+aiosqlite://"))
""",
        "it returned an AsyncEngine; a URL is wanted",
    ),
    Answer(
        "set() on the text",
        """
def async_url(url):
    return url.set(drivername="sqlite+aiosqlite")
""",
        "your code raised AttributeError: 'str' object has no attribute 'set'",
    ),
    Answer(
        "an async function, as its name suggests",
        """
async def async_url(url):
    return url.replace("sqlite", "sqlite+aiosqlite")
""",
        "`async_url` is an `async def`; a plain `def` is wanted here",
    ),
    Answer(
        "the driver's name alone",
        """
def async_url(url):
    return "sqlite+aiosqlite" if url.startswith("sqlite") else "postgresql+asyncpg"
""",
        "it returned 'sqlite+aiosqlite', which is no database URL",
    ),
    Answer(
        "handed in: a URL",
        'async_url = "sqlite+aiosqlite:///./club.db"',
        "`async_url` is a str, and a function is wanted",
    ),
]
RIGHT = [
    Answer(
        "make_url, set, render_as_string",
        """
def async_url(url):
    parts = make_url(url)
    is_sqlite = parts.drivername.startswith("sqlite")
    driver = "sqlite+aiosqlite" if is_sqlite else "postgresql+asyncpg"
    return parts.set(drivername=driver).render_as_string(hide_password=False)
""",
    ),
    Answer(
        "partition at the ://",
        """
def async_url(url):
    scheme, mark, rest = url.partition("://")
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgres": "postgresql+asyncpg",
        "postgresql": "postgresql+asyncpg",
    }
    return drivers[scheme.split("+")[0]] + mark + rest
""",
    ),
    Answer(
        "regular expressions",
        """
def async_url(url):
    url = re.sub(r"^sqlite(\\+\\w+)?:", "sqlite+aiosqlite:", url)
    return re.sub(r"^postgres(ql)?(\\+\\w+)?:", "postgresql+asyncpg:", url)
""",
    ),
    Answer(
        "a URL object",
        """
def async_url(url):
    match make_url(url):
        case URL(drivername=name) as parts if name.startswith("postgres"):
            return parts.set(drivername="postgresql+asyncpg")
        case parts:
            return parts.set(drivername="sqlite+aiosqlite")
""",
    ),
    Answer(
        "URL.create with every part",
        """
def async_url(url):
    _, *rest = make_url(url)
    return URL.create("sqlite+aiosqlite" if url[0] == "s" else "postgresql+asyncpg", *rest)
""",
    ),
]
