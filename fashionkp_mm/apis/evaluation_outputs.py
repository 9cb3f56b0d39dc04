"""Output files and windows of the test of a model."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmengine.config import Config

from fashionkp.fileio.output_checks import refuse_overwriting_inputs
from fashionkp_mm.config import evaluators
from fashionkp_mm.datasets import SyntheticGarments

_METRIC_SUFFIXES = ('.json', '.yaml', '.yml', '.pkl', '.pickle')
_DUMP_SUFFIXES = ('.pkl', '.pickle')


@dataclass(frozen=True)
class EvaluationOutputs:
    """Files to write in the test of a model, None for those not to write, and images to show.

    Attributes:
        out: File for the metrics (.json, .yaml, .pkl).
        dump_to: File for the raw predictions (.pkl).
        show_dir: Folder for images with predictions; a relative one is in the log folder of the
            run.
        show: Whether to show images with predictions in a window; with ``badcase`` the worst ones.
        interval: Draw every n-th image for ``show_dir`` or ``show``.
        wait_time: How long ``show`` shows each image, seconds; 0 until a key is pressed.
        badcase: Whether to draw the images with the largest errors, see
            :class:`~fashionkp_mm.engine.hooks.GarmentBadCaseHook`.
        submission: File for the predictions as a FashionAI submission.

    Raises:
        ValueError: If the suffix of a file is not one of these, or there is no display to show
            images on.
    """

    out: str | Path | None = None
    dump_to: str | Path | None = None
    show_dir: str | Path | None = None
    submission: str | Path | None = None
    show: bool = False
    interval: int = 1
    wait_time: float = 1.0
    badcase: bool = False

    def __post_init__(self) -> None:
        _check_suffix(self.out, _METRIC_SUFFIXES)
        _check_suffix(self.dump_to, _DUMP_SUFFIXES)
        if self.show and not _has_display():
            raise ValueError(
                '--show: there is no display, or the variable DISPLAY is not set: write the images '
                'with --show-dir DIR'
            )

    def require_other_files(self, inputs: Iterable[str | Path]) -> None:
        """Raise if an output is one of the inputs.

        Args:
            inputs: The checkpoint, the config, and annotation tables or their folders.

        Raises:
            ValueError: If it is.
        """
        files = [
            path
            for name in map(Path, inputs)
            for path in ([*name.glob('*.csv'), *name.glob('*/*.csv')] if name.is_dir() else [name])
        ]
        outputs = (self.out, self.dump_to, self.submission)
        refuse_overwriting_inputs([path for path in outputs if path is not None], files)

    def require_image_files(self, dataset: Any) -> None:
        """Raise if images are to be drawn, and the test data has no image files.

        Args:
            dataset: The test data.

        Raises:
            ValueError: If it has none.
        """
        if self._hooks() and isinstance(dataset, SyntheticGarments):
            raise ValueError(
                '--show, --show-dir and --badcase draw on image files, which SyntheticGarments do '
                'not have: test a config that reads a table, such as cpn_lite0_finetune_all, on '
                'those that `fashionkp synth` writes'
            )

    def apply(self, cfg: Config) -> None:
        """Set all files except the metrics in a config.

        Raises:
            ValueError: If no evaluator of the config writes submissions.
        """
        if hooks := self._hooks():
            cfg.merge_from_dict(dict(default_hooks=hooks))
        if self.submission is not None:
            _submission_evaluator(cfg).submission = str(self.submission)
        if self.dump_to is not None:
            dump = dict(type='DumpResults', out_file_path=str(self.dump_to))
            cfg.test_evaluator = [*evaluators(cfg.test_evaluator), dump]

    def _hooks(self) -> dict[str, dict[str, Any]]:
        """Return the settings of the hooks that draw."""
        hooks = {}
        shows_all = self.show and not self.badcase
        if self.badcase:
            hooks['badcase'] = dict(
                type='GarmentBadCaseHook', enable=True, show=self.show, wait_time=self.wait_time
            )
        if self.show_dir is not None or shows_all:
            hooks['visualization'] = dict(
                type='GarmentVisualizationHook',
                enable=True,
                show=shows_all,
                wait_time=self.wait_time,
                out_dir=None if self.show_dir is None else str(self.show_dir),
                interval=self.interval,
            )
        return hooks


def _has_display() -> bool:
    """Return whether OpenCV can open a window; without a display it would abort the process."""
    return sys.platform != 'linux' or any(map(os.environ.get, ('DISPLAY', 'WAYLAND_DISPLAY')))


def _check_suffix(path: str | Path | None, suffixes: tuple[str, ...]) -> None:
    if path is not None and Path(path).suffix not in suffixes:
        raise ValueError(f'cannot write {path}: expected a name with {", ".join(suffixes)}')


def _submission_evaluator(cfg: Config) -> Any:
    types = [evaluator.type for evaluator in evaluators(cfg.test_evaluator)]
    if 'NormalizedError' not in types:
        raise ValueError(
            f'cannot write a submission: expected NormalizedError in test_evaluator, got {types}'
        )
    return evaluators(cfg.test_evaluator)[types.index('NormalizedError')]
