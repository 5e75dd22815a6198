"""The course's command line: `python -m tutorial_support`.

Every Python 3 can read this file, so that an old one gets a sentence instead of a SyntaxError.
"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(
        "This course needs Python 3.10 or newer, and this is Python {}.{}: install a newer one, "
        "then make the environment again as README.md says.".format(*sys.version_info[:2])
    )

import argparse
import asyncio

from tutorial_support import copies, doctor, lab, packages, progress
from tutorial_support.trouble import Trouble


def main() -> int:
    """Run the sub-command that the command line names.

    Returns:
        The exit code: 0 where all is well, 1 where something is not; argparse exits with 2.
    """
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show must not end the command.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    parser = _parser()
    options, others = parser.parse_known_args()
    if others and options.command != "lab":
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        if options.command == "lab":
            return _lab(others)
        if options.command == "doctor":
            return _doctor()
        if options.command == "progress":
            return _progress()
        return _reset(options.notebook)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tutorial_support", description="The course.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "lab",
        help="open JupyterLab on your copies of the notebooks, in work/",
        epilog="Any other argument goes to JupyterLab, such as --no-browser or --port=8899.",
    )
    commands.add_parser("doctor", help="say whether this machine is ready, and what to do if not")
    commands.add_parser("progress", help="list your exercises and how far you are")
    reset = commands.add_parser(
        "reset", help="put one notebook back as it was; yours is kept beside it"
    )
    reset.add_argument("notebook", metavar="NOTEBOOK", help="its name, or how it begins: 02")
    return parser


def _lab(arguments: list[str]) -> int:
    missing = packages.missing()
    if missing:
        raise Trouble(f"Not installed: {', '.join(missing)}: {packages.INSTALL}.")
    for name in copies.copy_missing():
        print(f"New in work/: {name}")
    return lab.start(copies.WORK, copies.course_notebooks()[0].name, arguments)


def _doctor() -> int:
    findings = asyncio.run(doctor.examine())
    for finding in findings:
        print(f"{'ok' if finding.ok else 'NOT OK':8}{finding.what:28}{finding.detail}")
        if finding.advice:
            print(f"{'':8}{'':28}-> {finding.advice}")
    bad = sum(not finding.ok for finding in findings)
    print(f"{bad} of {len(findings)} things to mend." if bad else "This machine is ready.")
    return 1 if bad else 0


def _progress() -> int:
    exercises = passed = 0
    readable = True
    for notebook in progress.progress():
        print(notebook.name)
        if notebook.trouble:
            readable = False
            print(f"  {notebook.trouble}")
        for exercise, state in notebook.exercises.items():
            exercises += 1
            passed += state == "passed"
            print(f"  {exercise:32}{state}")
    print(f"{passed} of {exercises} exercises passed, as your notebooks in work/ were last saved.")
    return 0 if readable else 1


def _reset(name: str) -> int:
    notebook, kept = copies.reset(name)
    print(f"{notebook.name} is as it was. In an open tab: File > Reload Notebook from Disk.")
    if kept:
        print(f"Your copy is kept as {kept.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
