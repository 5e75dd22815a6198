"""What learners answer to worker-url."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "worker-url"

SETUP = """
import hashlib
import uuid

from sqlalchemy import URL, make_url
"""


def url(name: str, *, before: str = "", result: str = "url.set(database=name)") -> str:
    return f"""
def worker_url(url, worker_id):
    url = make_url(url)
    if worker_id == "master":
        return url
    {before or "pass"}
    name = {name}
    return {result}
"""


HASHED = 'f"{hashlib.sha256(url.database.encode()).hexdigest()[:16]}_{worker_id}"'
PLAIN = 'f"{url.database}_{worker_id}"'
FITS = "len(name.encode()) <= 63"


def fitting(otherwise: str, fits: str = FITS) -> str:
    return url(f"name if {fits} else {otherwise}", before=f"name = {PLAIN}")


WRONG = [
    Answer(
        "hash in a function of one's own",
        """
def short(text):
    return f"{hash(text):x}"

"""
        + fitting('f"{short(url.database)}_{worker_id}"'),
        "`hash()` of a text is another one in each process; the workers are processes",
    ),
    Answer(
        "the starter",
        """
def worker_url(url, worker_id):
    return url.set(database=f"{url.database}_{worker_id}")
""",
        "for a name of 4 bytes and master, the name is 'club_master'; 'club' is wanted",
    ),
    Answer(
        "url_of of the lesson",
        """
def worker_url(url, worker_id):
    return url if worker_id == "master" else url.set(database=f"{url.database}_{worker_id}")
""",
        "for a name of 59 bytes and master, it returned a str; a `URL` is wanted",
    ),
    Answer(
        "too long",
        url(PLAIN),
        "for a name of 59 bytes and gw12, the name has 64 bytes; PostgreSQL cuts it after 63",
    ),
    Answer(
        "cut at the end",
        url(f"({PLAIN})[:63]"),
        "for a name of 59 bytes and gw12, the name is '",
    ),
    Answer(
        "the old name cut",
        url('f"{url.database[: 62 - len(worker_id)]}_{worker_id}"'),
        "become one database",
    ),
    Answer(
        "characters counted",
        fitting(HASHED, "len(name) <= 63"),
        "for a name of 60 bytes and gw0, the name has 64 bytes",
    ),
    Answer(
        "always hashed",
        url(HASHED),
        "for a name of 4 bytes and gw0, the name is '",
    ),
    Answer(
        "one byte too careful",
        fitting(HASHED, "len(name.encode()) < 63"),
        "for a name of 59 bytes and gw0, the name is '",
    ),
    Answer(
        "a name by chance",
        fitting('f"{uuid.uuid4().hex}_{worker_id}"'),
        "for a name of 59 bytes and gw12, it gave two different URLs for the same things",
    ),
    Answer(
        "the hash of all together",
        fitting("hashlib.sha256(name.encode()).hexdigest()[:32]"),
        "it ends in another way",
    ),
    Answer(
        "one name for all that are too long",
        fitting('f"worker_{worker_id}"'),
        "become one database, 'worker_gw",
    ),
    Answer(
        "a text",
        url(
            PLAIN,
            result="url.set(database=name).render_as_string(hide_password=False)",
        ),
        "for a name of 4 bytes and gw0, it returned a str; a `URL` is wanted",
    ),
    Answer(
        "the password lost",
        fitting(HASHED).replace("return url.set", "return make_url(str(url)).set"),
        "the password is '***' and was another before",
    ),
    Answer(
        "a hyphen",
        url('f"{url.database}-{worker_id}"'),
        "for a name of 4 bytes and gw0, the name is 'club-gw0'; 'club_gw0' is wanted",
    ),
    Answer(
        "a path joined to the text",
        """
def worker_url(url, worker_id):
    return make_url(f"{url}_{worker_id}")
""",
        "for a name of 4 bytes and master, ",
    ),
    Answer(
        "replaced in the whole text",
        fitting(HASHED).replace(
            "return url.set(database=name)",
            "text = url.render_as_string(hide_password=False)\n"
            "    return make_url(text.replace(url.database, name))",
        ),
        "for a name of 3 bytes and gw0, ",
    ),
    Answer(
        "characters cut",
        fitting(f"url.database[:20] + {HASHED}"),
        "bytes; PostgreSQL cuts it after 63",
    ),
    Answer(
        "cut in the middle of a letter",
        fitting(f"url.database.encode()[:31].decode() + {HASHED}"),
        "your code raised UnicodeDecodeError: ",
    ),
    Answer(
        "the end of the name",
        fitting('f"{url.database[-40:]}_{worker_id}"'),
        "become one database",
    ),
    Answer(
        "a sum",
        fitting('f"{sum(url.database.encode())}_{worker_id}"'),
        "become one database",
    ),
    Answer(
        "two digits of a hash",
        fitting(HASHED.replace("16", "2")),
        "become one database",
    ),
    Answer(
        "Python's own hash",
        fitting('f"{hash(url.database):x}_{worker_id}"'),
        "`hash()` of a text is another one in each process; the workers are processes",
    ),
    Answer(
        "the master shortened, too",
        fitting(HASHED).replace(
            'if worker_id == "master":', 'if len(url.database) < 60 and worker_id == "master":'
        ),
        "bytes and master, the name is '",
    ),
    Answer("nothing yet", "worker_url = ...", "Not attempted: `worker_url` is still `...`"),
]

RIGHT = [
    Answer(
        "a hash that is called hash",
        "from hashlib import sha256 as hash\n\n"
        + fitting(HASHED.replace("hashlib.sha256", "hash")),
    ),
    Answer("hashed where it must be", fitting(HASHED)),
    Answer(
        "some of the old name, and a hash of it",
        """
def worker_url(url, worker_id):
    url = make_url(url)
    if worker_id == "master":
        return url
    old, end = url.database, f"_{worker_id}"
    if len((old + end).encode()) > 63:
        digest = hashlib.md5(old.encode()).hexdigest()
        room = 63 - len(digest) - len(end)
        old = old.encode()[:room].decode(errors="ignore") + digest
    return url.set(database=old + end)
""",
    ),
    Answer(
        "uuid5",
        fitting('uuid.uuid5(uuid.NAMESPACE_URL, url.database).hex + "_" + worker_id'),
    ),
    Answer(
        "URL.create",
        fitting(HASHED).replace(
            "return url.set(database=name)",
            "return URL.create(url.drivername, url.username, url.password, url.host,"
            " url.port, name, url.query)",
        ),
    ),
]
