"""Measuring: figures that differ from run to run, and plots of them."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def measured(value: float, unit: str, digits: int = 2) -> str:
    """Return a figure as the course shows what a cell has measured: ``~    12.30 ms``.

    Args:
        value: the figure.
        unit: such as ``"ms"``, ``"MiB"`` or ``"times"``.
        digits: after the decimal point.

    Returns:
        A text of one width for every figure below a million. Where an output is compared with the
        committed one, the digits behind the ``~`` are left out, and nothing else is.
    """
    return f"~{value:>10,.{digits}f} {unit}"


@dataclass
class Picture:
    """A plot with the words that stand for it where it cannot be seen."""

    png: bytes
    words: str

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **kwargs: Any) -> Mapping[str, str]:
        # As HTML, for JupyterLab gives the image of an `image/png` no alternative text.
        data = base64.b64encode(self.png).decode()
        image = f'<img alt="{html.escape(self.words)}" src="data:image/png;base64,{data}">'
        return {"text/plain": self.words, "text/html": image}


def show_plot(figure: Figure, words: str) -> Picture:
    """Return a matplotlib figure as a picture with alternative text.

    Args:
        figure: a `matplotlib.figure.Figure`, made without pyplot, so that it shows once.
        words: what is seen in it, for a screen reader or a terminal.
    """
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100)
    return Picture(file.getvalue(), words)
