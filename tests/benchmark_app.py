"""Measure the app of notebook 24, at full size: python tests/benchmark_app.py [CASES].

It sends at least 5,000 requests made from the app's schema, lets two hundred people register one
e-mail at once on both databases with real hashes, and sixteen log in beside a heartbeat. It needs
about five minutes.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that `tests` is found

from tests.projects import copy_project
from tests.test_my_app import ADA, PARTS, SECRET, count, run, run_tests
from tutorial_support.databases import postgresql_database, sqlite_database
from tutorial_support.serving import serve_project
from tutorial_support.showing import Table


async def race(project: Path, url: str) -> tuple[dict[int, int], float]:
    """Register one e-mail two hundred times at once; return the answers, and the seconds."""
    settings = {"CLUB_DATABASE_URL": url, "CLUB_SECRET": SECRET}
    async with (
        serve_project(project, "club.main:app", **settings) as address,
        httpx.AsyncClient(base_url=address, timeout=120) as http,
    ):
        forms = [ADA | {"email": ("ada" if n % 2 else "ADA") + "@example.com"} for n in range(200)]
        start = time.perf_counter()
        answers = await asyncio.gather(*(http.post("/auth/register", json=f) for f in forms))
        took = time.perf_counter() - start
    return dict(sorted(Counter(answer.status_code for answer in answers).items())), took


def main(cases: str) -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        for new in (sqlite_database, postgresql_database):
            url = asyncio.run(new("race"))
            run(sys.executable, project, "alembic", "upgrade", "head", url=url)
            answers, took = asyncio.run(race(project, url))
            users = asyncio.run(count(url))
            rows.append(
                [
                    f"200 registrations at once, {url.partition('+')[0]}",
                    answers,
                    f"{users} user, {took:.0f} s",
                ]
            )

        url = asyncio.run(sqlite_database("stall"))
        run(sys.executable, project, "alembic", "upgrade", "head", url=url)
        shutil.copy(PARTS / "stall.py", project)
        said = run(sys.executable, project, "stall", url=url)
        threads, loop = map(float, re.findall(r"^[\d.]+$", said, re.MULTILINE))
        rows.append(
            [
                "longest stall, 16 logins at once",
                f"{threads:.0f} ms",
                f"on the loop {loop:.0f} ms, {loop / threads:.0f} times",
            ]
        )

        url = asyncio.run(sqlite_database("schema"))
        start = time.perf_counter()
        plugins = "anyio schemathesis.pytest.plugin"
        said = run_tests(project, "schema", url=url, plugins=plugins, CASES=cases)
        ((requests, answers_),) = re.findall(r"requests: (\d+) answers: (\{.*\})", said)
        rows.append(
            [
                f"{requests} requests made from the schema",
                answers_,
                f"{time.perf_counter() - start:.0f} s",
            ]
        )
    print(Table(["what", "answers", "figures"], rows)._repr_mimebundle_()["text/markdown"])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "400")
