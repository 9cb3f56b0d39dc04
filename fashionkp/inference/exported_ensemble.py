"""Several exported models as one, whose heatmaps are averaged before they are decoded."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from fashionkp.inference.backends import ModelOutputs
from fashionkp.inference.exported_model import ExportedModel
from fashionkp.inference.heatmaps import mean_heatmaps, place_heatmaps, require_heatmaps
from fashionkp.inference.model_card import MAX_TEXT, ModelCard
from fashionkp.inference.query import Crop, Query
from fashionkp.inference.split_backend import load_split_backend
from fashionkp.predictions.prediction import Prediction


class ExportedEnsemble:
    """Exported models for the same key points, each of which sees a garment once.

    Heatmaps, and the logits of category and presence, are averaged; the first model decodes them,
    with its calibration of scores. Models with another input size see a crop of their own.

    Args:
        files: Two or more files.
        backend: As for :class:`~fashionkp.inference.predictor.Predictor`.
        threads: As for :class:`~fashionkp.inference.predictor.Predictor`.
        device: As for :class:`~fashionkp.inference.predictor.Predictor`, of the networks.
        heatmaps: Whether predictions have the averaged heatmaps.

    Raises:
        ValueError: As for :class:`~fashionkp.inference.exported_model.ExportedModel`; or if a model
            has no heatmaps, or other categories or key points than the first.

    Attributes:
        card: The card of the first model, with the names of all.
        checksum: CRC-32 of the files.
        workers: As of :class:`~fashionkp.inference.exported_model.ExportedModel`.
    """

    def __init__(
        self,
        files: Sequence[str | Path],
        backend: str | None = None,
        threads: int | None = None,
        *,
        device: str | None = None,
        heatmaps: bool = False,
    ) -> None:
        self._members = [_Member(file, backend, threads, device) for file in files]
        self._first, self._heatmaps = self._members[0], heatmaps
        for member, file in zip(self._members, files, strict=True):
            require_same_points(member.card, self._first.card, str(file), str(files[0]))
        self.card = replace(
            self._first.card,
            name=' + '.join(member.card.name for member in self._members)[:MAX_TEXT],
            ne=None,
        )
        self.checksum = tuple(member.checksum for member in self._members)
        self.workers = self._first.workers

    def prepare(self, query: Query) -> tuple[Crop, ...]:
        """Return the crops of a garment, one for each model, for :meth:`predict_batch`.

        Raises:
            ValueError: If the models do not support the category, or the box has no area.
        """
        return tuple(member.prepare(query) for member in self._members)

    def predict_batch(self, batch: Sequence[tuple[Crop, ...]]) -> list[Prediction]:
        """Return one prediction for each garment, computed as one batch for each model."""
        by_member = list(zip(*batch, strict=True))
        pairs = list(zip(self._members, by_member, strict=True))
        outputs = [member.network(crops) for member, crops in pairs]
        heatmaps = mean_heatmaps(
            [
                [
                    place_heatmaps(values, crop.input_crop, member.card.codec)
                    for values, crop in zip(output[0], crops, strict=True)
                ]
                for (member, crops), output in zip(pairs, outputs, strict=True)
            ]
        )
        logits = [np.mean(parts, axis=0) for parts in zip(*(o[1:] for o in outputs), strict=True)]
        first = by_member[0]
        return self._first.decode(first, (heatmaps, *logits), heatmaps=self._heatmaps)


class _Member(ExportedModel):
    """An exported model whose network and decoding run apart."""

    def __init__(
        self, file: str | Path, backend: str | None, threads: int | None, device: str | None
    ) -> None:
        split = load_split_backend(Path(file), backend, threads, device)
        self._set_up(file, split)
        require_heatmaps(self.card.codec, str(file))
        self._network, self._decoder = split.network, split.decoder

    def network(self, crops: Sequence[Crop]) -> ModelOutputs:
        """Return heatmaps and logits for crops."""
        return self._network(np.stack([crop.pixels for crop in crops]))

    def decode(
        self, crops: Sequence[Crop], cut: Sequence[np.ndarray], *, heatmaps: bool
    ) -> list[Prediction]:
        """Return the predictions for crops of what networks have returned for them."""
        outputs = self._decoder(np.stack([crop.pixels for crop in crops]), cut)
        return self._predictions(crops, (*outputs, cut[0]) if heatmaps else outputs)


def require_same_points(card: ModelCard, first: ModelCard, name: str, first_name: str) -> None:
    """Check that two models can be averaged.

    Raises:
        ValueError: If they have different categories or key points, or the same in another order.
    """
    for fact in ('categories', 'keypoints'):
        ours, theirs = getattr(card, fact), getattr(first, fact)
        if ours != theirs:
            raise ValueError(
                f'{name}: its {fact} are {", ".join(ours)}: expected those of {first_name}, '
                f'{", ".join(theirs)}, to average their heatmaps'
            )
