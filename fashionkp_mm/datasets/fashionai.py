"""The FashionAI tables as an MMPose dataset."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from mmengine.dataset import force_full_init
from mmengine.logging import print_log
from mmpose.datasets.datasets import BaseCocoStyleDataset
from mmpose.registry import DATASETS

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    read_annotations,
)
from fashionkp.datasets.splits import validation_mask
from fashionkp.formats.coco import read_coco
from fashionkp_mm.channels import channel_keypoints
from fashionkp_mm.datasets.garment_items import GarmentItems, keypoint_boxes
from fashionkp_mm.datasets.missing_images import check_images
from fashionkp_mm.metainfo import chosen_categories, pose_metainfo
from fashionkp_mm.seeding import seeded

# what MMPose's pipelines and models may read of the meta information
_SHARED = (
    'dataset_name',
    'upper_body_ids',
    'lower_body_ids',
    'flip_pairs',
    'dataset_keypoint_weights',
    'flip_indices',
    'skeleton_links',
)


@DATASETS.register_module()
class FashionAIDataset(BaseCocoStyleDataset):
    """Images of garments with key points, read from FashionAI's own tables.

    Besides what MMPose's pipelines ask for, each item carries ``raw_ann_info``: the row as it
    stands in the table (``image_id``, ``category``, ``keypoints`` (24, 2), ``visibility`` (24,),
    ``labelled``, ``location``), which :class:`NormalizedError` scores against, and how many key
    points its category has (``num_points``), which losses weigh garments by.

    Args:
        ann_file: A CSV, a COCO JSON written by ``fashionkp convert``, or a folder of an archive
            (``Annotations/*.csv`` or ``*.csv`` in it); or several of them. Relative to
            ``data_root``.
        category: Keep the rows and key points of this category only, or of these categories; None
            keeps all.
        split: 'train' or 'val' keeps one side of the fixed split by image id; None keeps all.
        box: What the model looks at: 'image' for the whole image (the pipeline needs
            :class:`WholeImageBox`), or 'keypoints' for the box around the annotated points.
        padding: Added to each side of a key point box, as a share of its longer side.
        supervise: Points that a training loss counts: 'annotated' or 'visible' ones.
        metainfo: Meta information, derived from ``category`` by default.
        **kwargs: As for :class:`mmpose.datasets.datasets.BaseCocoStyleDataset`. A
            ``data_prefix['img']`` names the folder that the image ids are relative to; by default
            that is the archive's folder around each table. ``serialize_data`` has no effect: the
            rows are kept as arrays, which workers share as they are.

    Raises:
        ValueError: Unknown category, split, box or supervision, or a malformed table.
        FileNotFoundError: A table or images of it are missing.
    """

    METAINFO = pose_metainfo()
    ann_file: Any
    data_prefix: dict

    def __init__(
        self,
        ann_file: str | Sequence[str] = '',
        category: str | Sequence[str] | None = None,
        split: str | None = None,
        box: str = 'image',
        padding: float = 0.1,
        supervise: str = 'annotated',
        metainfo: dict | None = None,
        **kwargs: Any,
    ) -> None:
        _check_choice('split', split, (None, 'train', 'val'))
        _check_choice('box', box, ('image', 'keypoints'))
        _check_choice('supervise', supervise, ('annotated', 'visible'))
        self.categories = chosen_categories(category)
        self.split = split
        self.box = box
        self.padding = padding
        self.supervise = supervise
        # seed and epoch; workers that live for several epochs look at this very memory
        self._drawn_from = torch.full((2,), -1).share_memory_()
        kwargs['serialize_data'] = False
        super().__init__(ann_file=ann_file, metainfo=metainfo or pose_metainfo(category), **kwargs)
        # for metrics, and for those who load a checkpoint
        self._metainfo['categories'] = self.categories

    def set_epoch(self, epoch: int, seed: int) -> None:
        """Let what the pipeline draws for an item depend on seed, epoch and item alone.

        Args:
            epoch: Number of the epoch that begins, from 0.
            seed: Seed of the run.
        """
        self._drawn_from[:] = torch.tensor([seed, epoch])

    def __getitem__(self, idx: int) -> dict:
        """Return an item after the pipeline."""
        seed, epoch = self._drawn_from.tolist()
        if seed < 0:
            return super().__getitem__(idx)
        with seeded(seed, epoch, idx):
            return super().__getitem__(idx)

    def _join_prefix(self) -> None:
        """Resolve tables and image folder against ``data_root``."""
        root = Path(self.data_root or '')
        names = [self.ann_file] if isinstance(self.ann_file, str) else list(self.ann_file)
        self.ann_file = [str(root / name) for name in names]
        prefix = self.data_prefix.get('img')
        self.data_prefix = dict(img=str(root / prefix) if prefix else None)

    def load_data_list(self) -> GarmentItems:
        """Read the tables; one item a row, see the class for ``raw_ann_info``."""
        table = self._read_tables()
        table = table.take(self._selection(table))
        self.fingerprint = table.fingerprint()
        if len(table) == 0:
            raise ValueError(
                f'no rows to use in {", ".join(self.ann_file)}: category='
                f'{", ".join(self.categories)}, split={self.split}, test_mode={self.test_mode}'
            )
        root = self.data_prefix['img']
        check_images(table, root)
        channels = channel_keypoints(self.categories)
        boxes = keypoint_boxes(table, self.padding) if self.box == 'keypoints' else None
        return GarmentItems(table, root, channels, self._lowest, boxes)

    def _get_unserialized_subset(self, indices: int | Sequence[int]) -> GarmentItems:
        """The first so many items, the last (negative), or those that are named."""
        if isinstance(indices, int):
            return self.data_list.take(slice(indices) if indices >= 0 else slice(indices, None))
        return self.data_list.take(np.asarray(indices, np.int64))

    @force_full_init
    def get_data_info(self, idx: int) -> dict:
        """An item with the meta information that MMPose's pipelines ask for.

        MMPose copies that for each item; here all items share it, so it is not to be changed.
        """
        shared = {key: self._metainfo[key] for key in _SHARED}
        return {**self.data_list[idx], **shared, 'sample_idx': idx % len(self)}

    def _read_tables(self) -> AnnotationTable:
        files = [path for name in self.ann_file for path in _table_files(Path(name))]
        coco = [path for path in files if path.suffix == '.json']
        if coco and len(files) > 1:
            raise ValueError(f'a COCO JSON is read alone, got {", ".join(map(str, files))}')
        return read_coco(coco[0]) if coco else read_annotations(*files)

    def _selection(self, table: AnnotationTable) -> np.ndarray:
        """Rows to keep, (N,) bool."""
        keep = np.isin(table.category_names, self.categories)
        if self.split:
            keep &= validation_mask(table.image_ids) == (self.split == 'val')
        if not self.test_mode:
            useful = self._supervised(table).any(axis=1)
            dropped = int((keep & ~useful).sum())
            if dropped:
                print_log(
                    f'{dropped} rows without a point to learn from are left out of training',
                    logger='current',
                    level=logging.INFO,
                )
            keep &= useful
        return keep

    def _supervised(self, table: AnnotationTable) -> np.ndarray:
        """Points that a loss may count, (N, 24) bool."""
        return table.visibility >= self._lowest

    @property
    def _lowest(self) -> int:
        """Lowest visibility of the points that a loss may count."""
        return 1 if self.supervise == 'visible' else 0


def _table_files(path: Path) -> list[Path]:
    return [path] if path.suffix == '.json' else annotation_files(path)


def _check_choice(name: str, value: object, choices: tuple) -> None:
    if value not in choices:
        raise ValueError(f'{name}={value!r}: expected one of {", ".join(map(repr, choices))}')
