"""Slides: a notebook as slides, for a room without a network; nbconvert makes them."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

from tutorial_support.copies import WORK, cannot_write, find
from tutorial_support.packages import PYTHON
from tutorial_support.trouble import Trouble

# nbconvert's own page loads these scripts, MathJax and Mermaid from the network.
TEMPLATE = """
{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_css -%}<style>
.reveal .slides section { text-align: left; max-height: 100%; overflow-y: auto }
.reveal .slides :is(h1, h2, h3) { text-transform: none; letter-spacing: normal }
:root { --jp-code-font-size: 17px }
.jp-InputPrompt, .jp-OutputPrompt { display: none }
</style>{%- endblock -%}
{%- block footer_js -%}
<script src="reveal.js/dist/reveal.js"></script>
<script src="reveal.js/plugin/notes/notes.js"></script>
<script>
Reveal.initialize({
  hash: true, slideNumber: "c/t", transition: "none", width: 1120, height: 700, margin: 0.04,
  center: false, plugins: [RevealNotes]
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
        Trouble: no such notebook, reveal.js is not installed, or `work/` cannot be written.
    """
    from jinja2 import DictLoader
    from nbconvert import SlidesExporter
    from traitlets.config import Config

    notebook, reveal = find(name), _reveal()
    config = Config()
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
        page.write_text(exporter.from_filename(str(notebook))[0], encoding="utf-8")
    except OSError as error:
        raise cannot_write(page, error) from error
    return page


def _reveal() -> Path:
    """Return the folder of reveal.js."""
    try:
        files = metadata.files(REVEAL) or []
        return next(Path(str(f.locate())).parent.parent for f in files if f.match("dist/reveal.js"))
    except (metadata.PackageNotFoundError, StopIteration) as error:
        raise Trouble(
            "reveal.js, which shows the slides, is not installed: "
            f"run `{PYTHON} -m pip install --no-deps {REVEAL}`, then try again."
        ) from error
