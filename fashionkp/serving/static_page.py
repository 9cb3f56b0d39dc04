"""A static web page that runs an exported model in the browser, without a server of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fashionkp.fileio.atomic_file import atomic_folder
from fashionkp.inference.backends import OUTPUTS
from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.onnx_file import ModelFile, read_model_file
from fashionkp.inference.onnx_precision import single_precision
from fashionkp.measurements import LENGTH_DECIMALS
from fashionkp.model_zoo.names import find_model
from fashionkp.predictions.prediction import PIXEL_DECIMALS, PRESENT, PROBABILITY_DECIMALS
from fashionkp.serving.page_facts import garment_facts, model_facts
from fashionkp.serving.web_runtime import runtime_files

_HERE = Path(__file__).parent
PAGES = _HERE / 'page', _HERE / 'browser_page'
"""Folders of its scripts: those of the server's page; and those in place of the server, which come
first where both have a name."""

SHARED = (
    'downloads.js',
    'drawing.js',
    'frames.js',
    'icon.svg',
    'lengths.js',
    'main.js',
    'photos.js',
    'style.css',
    'tables.js',
)
"""Files of the server's page that this one has too."""

FORMATS = ('JPEG', 'PNG', 'WebP', 'GIF', 'BMP', 'AVIF')
"""Image formats that current browsers read."""

_MODEL = 'model.onnx'


def write_static_page(
    model: str | Path, out: str | Path, runtime: Path | None, report: Callable[[str], None]
) -> ModelCard:
    """Write the page, the model and what runs it to a folder, for any file server.

    Args:
        model: As for :class:`~fashionkp.inference.predictor.Predictor`.
        out: The folder, which must not exist, or be empty. It appears once it is complete.
        runtime: As ``source`` of :func:`~fashionkp.serving.web_runtime.runtime_files`.
        report: As there.

    Returns:
        The model's card.

    Raises:
        OSError: If ``out`` exists and is not empty, or a file cannot be found, read, downloaded or
            written.
        ValueError: If the model or the runtime is not one, or the model cannot be run in a browser.
    """
    with atomic_folder(out) as folder:
        path = find_model(model)
        file = read_model_file(path)
        card = ModelCard.from_metadata(file.metadata, str(path))
        require_runnable(card, str(path))
        _write(folder, _page_files(card, file))
        contents = runtime_files(runtime, report)
        _write(folder, {f'onnxruntime/{name}': data for name, data in contents.items()})
    return card


def require_runnable(card: ModelCard, source: str) -> None:
    """Check that browsers run a model as :class:`~fashionkp.inference.predictor.Predictor` does.

    Raises:
        ValueError: If its layers compute in 8-bit integers, whose sums differ between CPUs.
    """
    if card.precision == 'int8':
        raise ValueError(
            f'{source}: an int8 model, which a web page cannot run reliably: '
            'export it without --int8, or with --half for a small file'
        )


def static_page_facts(card: ModelCard) -> dict[str, Any]:
    """Return what ``facts.json`` of the page has.

    Returns:
        As :func:`~fashionkp.serving.page_facts.page_facts`, where ``model`` also has its file and
        its input and outputs; and the presence from which a key point is present, and the decimals
        in files.
    """
    network = dict(
        calibrated=card.calibrated,
        file=_MODEL,
        input_size=card.input_size,
        unbiased=card.unbiased,
        outputs=list(OUTPUTS),
    )
    return dict(
        model=model_facts(card) | network,
        limits=dict(formats=FORMATS),
        present=PRESENT,
        decimals=dict(
            pixels=PIXEL_DECIMALS, probability=PROBABILITY_DECIMALS, length=LENGTH_DECIMALS
        ),
        **garment_facts(card.keypoints, card.categories),
    )


def _page_files(card: ModelCard, file: ModelFile) -> dict[str, bytes]:
    """Return the content of all files but the runtime, by path."""
    page, in_browser = PAGES
    scripts = [page / name for name in SHARED] + sorted(in_browser.iterdir())
    licenses = sorted((_HERE / 'licenses').iterdir())
    return {
        'index.html': (page / 'index.html').read_bytes(),
        'facts.json': json.dumps(static_page_facts(card)).encode(),
        _MODEL: single_precision(file.data),  # GPUs, and the runtime for them, have no doubles
        **{f'page/{path.name}': path.read_bytes() for path in scripts},
        **{f'licenses/{path.name}': path.read_bytes() for path in licenses},
    }


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
