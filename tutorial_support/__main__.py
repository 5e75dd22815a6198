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
import json
import os
import platform
import shlex
from dataclasses import asdict
from pathlib import Path

from tutorial_support import CourseError
from tutorial_support.classroom import agenda, handbook, kit, slides
from tutorial_support.workspace import copies, doctor, lab, packages, progress

NEED_PACKAGES = {"lab", "agenda", "handbook", "kit", "slides"}


def main() -> int:
    """Run the sub-command that the command line names.

    Returns:
        The exit code: 0 where all is well, 1 where something is not; argparse exits with 2.
    """
    try:
        try:
            return _run()
        finally:
            sys.stdout.flush()  # a closed pipe is noticed here, not at the exit
    except BrokenPipeError:  # whoever read the output has seen enough, such as `head`
        # Python flushes again at the exit, which must not fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show must not end the command.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    parser = _parser()
    options, others = parser.parse_known_args()
    if others and options.command != "lab":
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        _examine_this_python(options.command)
        if options.command == "lab":
            return _lab(others)
        if options.command == "doctor":
            return _doctor(options.json)
        if options.command == "progress":
            return _progress()
        if options.command == "agenda":
            return _agenda(options.day, options.format)
        if options.command == "handbook":
            return _report_files(*handbook.write())
        if options.command == "kit":
            folder = kit.download(options.system or [*kit.SYSTEMS], options.python or kit.PYTHONS)
            return _report_files(folder)
        if options.command == "slides":
            return _report_files(slides.write(options.notebook))
        return _reset(options.notebook)
    except CourseError as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _examine_this_python(command: str) -> None:
    """Say how to run a command if this Python isn't the course's, or if it lacks a package.

    Raises:
        CourseError: this Python can't run the command.
    """
    without = "This Python doesn't have the course installed"
    right = packages.right_command(shlex.join(sys.argv[1:]))
    if command not in NEED_PACKAGES:
        if right and command != "doctor":  # which says so itself
            print(f"{without}, so run `{right}` next time.", file=sys.stderr)
    elif right:
        raise CourseError(f"{without}, so run `{right}`.")
    elif not packages.is_installed():
        raise CourseError(f"{without}: {packages.INSTALL}.")
    else:
        missing = packages.missing()
        if missing:
            raise CourseError(f"Not installed: {', '.join(missing)}: {packages.INSTALL}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tutorial_support", description="The course.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "lab",
        help="open JupyterLab on your copies of the notebooks, in work/",
        epilog="Any other argument goes to JupyterLab, such as --no-browser or --port=8899.",
    )
    ready = commands.add_parser("doctor", help="say whether this machine is ready, else what to do")
    ready.add_argument("--json", action="store_true", help="for a program that collects them")
    commands.add_parser("progress", help="list your exercises and how far you are")
    reset = commands.add_parser(
        "reset", help="put one notebook back as it was; yours is kept beside it"
    )
    reset.add_argument("notebook", metavar="NOTEBOOK", help="its name, or how it begins: 02")
    timetable = commands.add_parser("agenda", help="print a timetable for a room")
    days = timetable.add_mutually_exclusive_group(required=True)
    for day in agenda.DAYS:
        days.add_argument(f"--{day}", dest="day", action="store_const", const=day)
    forms = ("text", "markdown", "html")
    timetable.add_argument("--format", choices=forms, default="text", help="html: to print")
    commands.add_parser("handbook", help="write the instructor's handbook to work/")
    show = commands.add_parser("slides", help="write a notebook's slides to work/slides/")
    show.add_argument("notebook", metavar="NOTEBOOK", help="its name, or how it begins: 02")
    wheels = commands.add_parser("kit", help="download the packages to work/kit/, for a room")
    for option, choices in (("--system", [*kit.SYSTEMS]), ("--python", kit.PYTHONS)):
        wheels.add_argument(option, action="append", choices=choices, help="default: all of them")
    return parser


def _lab(arguments: list[str]) -> int:
    for name in copies.copy_missing():
        print(f"New in work/: {name}")
    names = ", ".join(copy.name for copy in copies.former_copies())
    if names:
        kept = "Your copies with former names stay, and `progress` counts what passed in them"
        print(f"{kept}: {names}.")
    return lab.start(copies.WORK, copies.course_notebooks()[0].name, arguments)


def _doctor(as_json: bool) -> int:
    findings = asyncio.run(doctor.examine())
    bad = sum(not finding.ok for finding in findings)
    if as_json:
        report = {"seat": platform.node(), "ready": not bad, "findings": [*map(asdict, findings)]}
        print(json.dumps(report, indent=1))
        return 1 if bad else 0
    for finding in findings:
        print(f"{'ok' if finding.ok else 'NOT OK':8}{finding.what:28}{finding.detail}")
        if finding.advice:
            print(f"{'':8}{'':28}-> {finding.advice}")
    said = f"{bad} of {len(findings)} checks found something to fix: see NOT OK above."
    print(said if bad else "This machine is ready.")
    return 1 if bad else 0


def _progress() -> int:
    exercises = passed = 0
    readable = True
    for notebook in progress.progress():
        print(notebook.name)
        for trouble in notebook.troubles:
            readable = False
            print(f"  {trouble}")
        for exercise, state in notebook.exercises.items():
            exercises += 1
            passed += state == "passed"
            where = f", in {notebook.former[exercise]}" if exercise in notebook.former else ""
            print(f"  {exercise:32}{state}{where}")
    print(f"{passed} of {exercises} exercises passed, as your notebooks in work/ were last saved.")
    return 0 if readable else 1


def _agenda(day: str, form: str) -> int:
    if form == "html":
        print(handbook.as_html(day, agenda.as_text(day, "github")))
    else:
        print(agenda.as_text(day) if form == "text" else agenda.as_text(day, "github"))
    return 0


def _report_files(*files: Path) -> int:
    for file in files:
        print(f"Written: {copies.relative_to_course(file)}")
    return 0


def _reset(name: str) -> int:
    notebook, kept = copies.reset(name)
    print(f"{notebook.name} is as it was. In an open tab: File > Reload Notebook from Disk.")
    if kept:
        back = f"rename it to {notebook.name} in JupyterLab's file browser and choose Overwrite"
        print(f"Your copy is kept as {kept.name}: to get it back, {back}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
