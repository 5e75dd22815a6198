"""Slides: a notebook as slides, for a room without a network; nbconvert makes them."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

from tutorial_support import CourseError
from tutorial_support.workspace.copies import WORK, find, make_work, write_error, write_whole
from tutorial_support.workspace.notebooks import read, without_links
from tutorial_support.workspace.packages import PYTHON

# nbconvert's own page loads these scripts, MathJax and Mermaid from the network.
TEMPLATE = """
{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_css -%}<style>
.reveal .slides section { text-align: left }
.reveal .slides :is(h1, h2, h3) { text-transform: none; letter-spacing: normal }
.reveal pre { white-space: pre-wrap; overflow-wrap: anywhere; word-break: normal }
.jp-InputPrompt, .jp-OutputPrompt { display: none }
:root { --jp-code-font-size: 17px }
</style>{%- endblock -%}
{%- block footer_js -%}
<script src="reveal.js/dist/reveal.js"></script>
<script src="reveal.js/plugin/notes/notes.js"></script>
<script>
function fit() {  // a slide that is too tall gets smaller, also when a fold of it is opened
  const slide = Reveal.getCurrentSlide();
  slide.style.zoom = 1;
  slide.style.zoom = Math.min(1, 700 / slide.scrollHeight);
}
document.addEventListener("toggle", fit, true);
Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
Reveal.initialize({
  hash: true, slideNumber: "c/t", transition: "none", width: 1120, height: 700, margin: 0.04,
  center: false, navigationMode: "linear", plugins: [RevealNotes]
});
</script>
{%- endblock -%}
"""
REVEAL = "sphinx-revealjs"  # of this package only reveal.js is used, which it carries


def write(name: str) -> Path:
    """Write a notebook's slides to `work/slides/`, with reveal.js beside them.

    Args:
        name: the notebook's name, or how it begins: ``02``.

    Returns:
        The page, which any browser opens from the disk; its key S shows the notes.

    Raises:
        CourseError: no such notebook, or it has no slides; reveal.js is not installed; `work/`
            cannot be written.
    """
    import nbformat
    from jinja2 import DictLoader
    from nbconvert import SlidesExporter
    from traitlets.config import Config

    notebook, reveal = find(name), _reveal()
    content: Any = nbformat.from_dict(read(notebook).content)  # type: ignore[no-untyped-call]
    if not any("slideshow" in cell.metadata for cell in content.cells):
        raise CourseError(f"{notebook.stem} has no slides: name a notebook from 00 to 06.")
    content.cells = [_for_a_room(cell) for cell in content.cells]
    make_work()
    config = Config()
    config.CoalesceStreamsPreprocessor.enabled = True
    config.NbConvertBase.display_data_priority = ["text/html", "text/markdown", "text/plain"]
    exporter = SlidesExporter(  # type: ignore[no-untyped-call]
        config=config,
        extra_loaders=[DictLoader({"offline.html.j2": TEMPLATE})],
        template_file="offline.html.j2",
        reveal_url_prefix="reveal.js",
        reveal_theme="white",
    )
    page = WORK / "slides" / f"{notebook.stem}.html"
    try:
        for folder in ("dist", "plugin/notes"):
            target = page.parent / "reveal.js" / folder
            shutil.copytree(reveal / folder, target, dirs_exist_ok=True)
    except OSError as error:
        raise write_error(page, error) from error
    write_whole(page, exporter.from_notebook_node(content)[0].encode())
    return page


def _for_a_room(cell: Any) -> Any:
    """Return a cell without what only its reader at a screen needs.

    A prediction is asked in large words; no answer scolds who shows it; no link leads away.
    """
    if cell.cell_type == "markdown":
        cell.source = without_links(cell.source)
        return cell
    name, _, question = cell.source.partition(" = ...  # ")
    if cell.id.startswith("predict-"):
        source = f"## Your guess\n\n### {question[:1].upper()}{question[1:]}\n\n`{name} = ...`"
        del cell["outputs"], cell["execution_count"]
        cell.update(cell_type="markdown", source=source)
        return cell
    if cell.id.startswith("check-"):
        cell.outputs = []
    for output in cell.outputs:
        if "text/plain" in output.get("data", {}):
            said = output.data["text/plain"]
            output.data["text/plain"] = said.partition(" You made no prediction")[0]
    return cell


def _reveal() -> Path:
    """Return the folder of reveal.js."""
    try:
        files = metadata.files(REVEAL) or []
        return next(Path(str(f.locate())).parent.parent for f in files if f.match("dist/reveal.js"))
    except (metadata.PackageNotFoundError, StopIteration) as error:
        raise CourseError(
            "reveal.js, which shows the slides, is not installed: "
            f"run `{PYTHON} -m pip install --no-deps {REVEAL}`, then try again."
        ) from error
