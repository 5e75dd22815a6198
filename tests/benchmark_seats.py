"""Measure what a seat needs, and how many a machine holds: python tests/benchmark_seats.py.

A seat is JupyterLab's server and a kernel that has run notebook 06 with its solutions. Then up to
32 such kernels run one exercise's check ten times, all from the same moment. It needs two to four
minutes and 4 GB of memory; on a machine that does something else, its times say little.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.request import Request, urlopen

import psutil
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from notebooks import NAMED
from tutorial_support.showing import Table

NOTEBOOK = NAMED["adapter_dependency"]
EXERCISE = "member-endpoint"
CHECK = NOTEBOOK.cell(f"check-{EXERCISE}").source
SEATS = (1, 2, 4, 8, 16, 32)
LOOP = f"""
import asyncio, json, time
async def timed():
    await asyncio.sleep({{begin}} - time.time())
    took = []
    for _ in range(10):
        start = time.perf_counter()
        answer = {CHECK}
        took.append(time.perf_counter() - start)
    assert repr(answer).startswith("Passed:"), answer
    return took
print(json.dumps(await timed()))
"""
MACHINES = ((8, 4), (16, 8), (32, 16), (64, 32))  # GB of memory, cores


def run(client: BlockingKernelClient, code: str) -> str:
    """Run code in a kernel and return what it printed."""
    printed = []

    def keep(message: dict[str, dict[str, str]]) -> None:
        printed.append(message["content"].get("text", ""))

    client.execute_interactive(code, timeout=300, output_hook=keep, stop_on_error=False)
    return "".join(printed)


def work_through(client: BlockingKernelClient) -> None:
    """Run the notebook, with its solutions, in a kernel."""
    for cell in NOTEBOOK.solved().cells:
        if cell.cell_type == "code":
            run(client, cell.source)


def needs(process: psutil.Process) -> tuple[float, float]:
    """Return the MB of memory and the seconds of a core that a process and its children took."""
    family = [process, *process.children(recursive=True)]
    memory = sum(one.memory_full_info().pss for one in family) / 2**20
    return memory, sum(sum(one.cpu_times()[:2]) for one in family)


@contextmanager
def kernel(folder: str) -> Iterator[tuple[psutil.Process, BlockingKernelClient]]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=folder)
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        yield psutil.Process(manager.provisioner.pid), client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def one_seat(folder: str) -> list[list[str]]:
    """Measure JupyterLab's server and its kernel, before and after the notebook."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port, token = free.getsockname()[1], secrets.token_hex()
    seat = {"COURSE_WORK": f"{folder}/work", "JUPYTER_RUNTIME_DIR": f"{folder}/runtime"}
    command = [sys.executable, "-m", "tutorial_support", "lab", "--no-browser", f"--port={port}"]
    command += [f"--IdentityProvider.token={token}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=os.environ | seat, stdout=quiet, stderr=quiet) as process:
        try:
            server = psutil.Process(process.pid)
            headers = {"Authorization": f"token {token}"}
            url = f"http://127.0.0.1:{port}/api/kernels"
            wait_until_it_answers(Request(url, headers=headers))
            rows = [row("JupyterLab's server, started", *needs(server))]
            request = Request(url, b'{"name": "python3"}', headers, method="POST")
            with urlopen(request, timeout=60) as answer:
                number = json.load(answer)["id"]
            client = BlockingKernelClient()
            client.load_connection_file(f"{folder}/runtime/kernel-{number}.json")
            client.start_channels()
            client.wait_for_ready(timeout=60)
            rows.append(row("and a kernel, started", *needs(server)))
            work_through(client)
            rows.append(row(f"and {NOTEBOOK}, run with its solutions", *needs(server)))
            client.stop_channels()
        finally:
            for one in [*server.children(recursive=True), server]:
                one.kill()
    return rows


def wait_until_it_answers(request: Request) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            urlopen(request, timeout=10).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def row(what: str, memory: float, seconds: float) -> list[str]:
    return [what, f"{memory:.0f} MB", f"{seconds:.1f} s"]


def many_seats(folder: str) -> tuple[list[list[str]], float]:
    """Time a check in more and more kernels at once.

    Returns:
        A row for each number of seats, and how many seconds of a core one check takes.
    """
    rows: list[list[str]] = []
    alone = seconds = 0.0
    with ExitStack() as stack, ThreadPoolExecutor(SEATS[-1]) as pool:
        seats: list[tuple[psutil.Process, BlockingKernelClient]] = []
        for number in SEATS:
            new = [stack.enter_context(kernel(folder)) for _ in range(number - len(seats))]
            list(pool.map(work_through, [client for _, client in new]))
            seats += new
            before = sum(needs(process)[1] for process, _ in seats)
            code = LOOP.format(begin=time.time() + 1 + number / 10)
            said = pool.map(run, [client for _, client in seats], [code] * number)
            took = [time_ for words in said for time_ in json.loads(words)]
            found = [needs(process) for process, _ in seats]
            memory = statistics.mean(mb for mb, _ in found)
            seconds = (sum(cpu for _, cpu in found) - before) / len(took)
            median, worst = statistics.median(took), max(took)
            alone = alone or median
            times = [f"{1000 * median:.0f} ms", f"{1000 * worst:.0f} ms", f"{median / alone:.1f}"]
            rows.append([str(number), *times, f"{memory:.0f} MB"])
    return rows, seconds


def show(heads: list[str], rows: list[list[str]]) -> None:
    print(Table(heads, rows)._repr_mimebundle_()["text/markdown"], end="\n\n")


def main() -> None:
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}\n")
    with tempfile.TemporaryDirectory() as folder:
        seat = one_seat(folder)
        show(["one seat", "memory (PSS)", "time of a core, so far"], seat)
        rows, check = many_seats(folder)
    show(["seats at once", "a check, median", "worst", "times", "a kernel's memory (PSS)"], rows)
    server_mb, seat_mb = (float(r[1].split()[0]) for r in (seat[0], seat[-1]))
    print(f"One check takes {1000 * check:.0f} ms of a core.\n")
    # Two gigabytes for the system and the hub; everybody checks at once and waits a second.
    machines = [
        [f"{gb} GB, {cores} cores", f"{(gb - 2) * 1024 / seat_mb:.0f}", f"{cores / check:.0f}"]
        for gb, cores in MACHINES
    ]
    show(["machine", "seats by memory", "checks at once within a second"], machines)
    print(f"By memory: {seat_mb:.0f} MB a seat, of which the server {server_mb:.0f}.")


if __name__ == "__main__":
    main()
