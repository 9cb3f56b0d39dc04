"""FashionAI's annotation tables as an MMPose dataset."""

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
from fashionkp.images.reading import image_size
from fashionkp_mm.channels import channel_keypoints
from fashionkp_mm.datasets.detected_boxes import detected_boxes
from fashionkp_mm.datasets.garment_items import GarmentItems, keypoint_boxes
from fashionkp_mm.datasets.inherited_options import (
    check_choice,
    check_inherited,
    check_keypoints,
)
from fashionkp_mm.datasets.missing_images import check_images
from fashionkp_mm.metainfo import (
    chosen_categories,
    find_metainfo_file,
    in_index_order,
    pose_metainfo,
)
from fashionkp_mm.seeding import seeded

# meta information that MMPose's transforms and models read from an item
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
    """Images of garments with key points, read from FashionAI's annotation tables.

    Besides the keys that MMPose's pipelines require, each item has ``raw_ann_info``: the row of the
    table (``image_id``, ``category``, ``category_id``, ``keypoints`` (24, 2), ``visibility``
    (24,), ``labelled``, ``location``), which metrics read, the number of key points of the category
    (``num_points``), which losses read, and the key point id of each output channel (``channels``).

    Args:
        ann_file: A CSV, a COCO JSON written by ``fashionkp convert``, or the folder of an archive
            (with ``Annotations/*.csv`` or ``*.csv``); or several of them. Relative to
            ``data_root``.
        category: Name of the category, or names of the categories, whose rows and key points to
            use; None for all.
        split: 'train' or 'val' for one part of the fixed split by image id; None for all rows.
        box: 'image' for the whole image, which requires :class:`WholeImageBox` in the pipeline, or
            'keypoints' for the box around the annotated key points.
        padding: Padding of each side of a key point box, relative to its longer side.
        metainfo: Meta information, or ``dict(from_file=...)``; by default that of ``category``.
        **kwargs: Arguments of :class:`mmpose.datasets.datasets.BaseCocoStyleDataset`.
            ``data_prefix['img']`` is the folder that the image ids are relative to; by default the
            folder of the archive that contains the table. ``bbox_file`` has the form of
            :func:`detected_boxes`; its boxes replace those of ``box`` in testing.
            ``sample_interval`` takes every n-th of the rows. ``filter_cfg`` may have
            ``bbox_score_thr``, the lowest score of a box of ``bbox_file`` to use.
            ``serialize_data`` has no effect, because the rows are arrays, which workers share.

    Raises:
        ValueError: If a category or option is unknown, a table or ``bbox_file`` is malformed, or no
            row is left.
        FileNotFoundError: If a table, ``bbox_file`` or an image is missing.
    """

    METAINFO = pose_metainfo()
    ann_file: Any
    data_prefix: dict

    def __init__(
        self,
        ann_file: str | Sequence[str] = '',
        *,
        category: str | Sequence[str] | None = None,
        split: str | None = None,
        box: str = 'image',
        padding: float = 0.1,
        metainfo: dict | None = None,
        **kwargs: Any,
    ) -> None:
        check_choice('split', split, (None, 'train', 'val'))
        check_choice('box', box, ('image', 'keypoints'))
        check_inherited(kwargs)
        self.categories = chosen_categories(category)
        self.split = split
        self.box = box
        self.padding = padding
        # seed and epoch, in shared memory because workers persist for several epochs
        self._seed_and_epoch = torch.full((2,), -1).share_memory_()
        kwargs['serialize_data'] = False
        metainfo = in_index_order(find_metainfo_file(metainfo or pose_metainfo(category)))
        super().__init__(ann_file=ann_file, metainfo=metainfo, **kwargs)
        check_keypoints(self._metainfo, self.categories)
        # read by metrics, and saved in checkpoints
        self._metainfo['categories'] = self.categories

    def set_epoch(self, epoch: int, seed: int) -> None:
        """Seed the augmentation of each item from ``seed``, ``epoch`` and the item's index.

        Args:
            epoch: Number of the epoch, from 0.
            seed: Seed of the run.
        """
        self._seed_and_epoch[:] = torch.tensor([seed, epoch])

    @property
    @force_full_init
    def fingerprint(self) -> str:
        """A text that is the same for the same rows in the same order."""
        return self.data_list.fingerprint()

    @force_full_init
    def get_cat_ids(self, idx: int) -> list[int]:
        """Return the category id of an item in a list, for MMEngine's ``ClassBalancedDataset``."""
        return [self.data_list[idx]['category_id']]

    def prepare_data(self, idx: int) -> dict:
        """Return an item after the pipeline; without one, with a box, which MMPose's tools draw."""
        item = super().prepare_data(idx)
        if not self.pipeline.transforms and 'bbox' not in item:
            drawn = item.get('img')  # of SyntheticGarments
            size = image_size(item['img_path']) if drawn is None else drawn.shape[1::-1]
            item['bbox'] = np.array([[0, 0, *size]], dtype=np.float32)
        return item

    def __getitem__(self, idx: int) -> dict:
        """Return an item after the pipeline."""
        seed, epoch = self._seed_and_epoch.tolist()
        if seed < 0:
            return super().__getitem__(idx)
        with seeded(seed, epoch, idx):
            return super().__getitem__(idx)

    def _join_prefix(self) -> None:
        """Resolve ``ann_file`` and ``data_prefix`` relative to ``data_root``."""
        root = Path(self.data_root or '')
        names = [self.ann_file] if isinstance(self.ann_file, str) else list(self.ann_file)
        self.ann_file = [str(root / name) for name in names]
        prefix = self.data_prefix.get('img')
        self.data_prefix = dict(img=str(root / prefix) if prefix else None)

    def load_data_list(self) -> GarmentItems:
        """Return one item per selected row of the tables, see :class:`FashionAIDataset`."""
        table = self._read_tables()
        table = table.take(np.flatnonzero(self._selection(table))[:: self.sample_interval])
        if len(table) == 0:
            raise ValueError(
                f'no rows to use in {", ".join(self.ann_file)} with category='
                f'{", ".join(self.categories)}, split={self.split}, test_mode={self.test_mode}'
            )
        root = self.data_prefix['img']
        check_images(table, root)
        channels = channel_keypoints(self.categories)
        boxes, scores = self._boxes(table)
        return GarmentItems(
            table,
            root,
            channels,
            boxes=boxes,
            scores=scores,
        )

    def _boxes(self, table: AnnotationTable) -> tuple[np.ndarray | None, np.ndarray | None]:
        """Return the boxes of a table's rows and their scores, as in :class:`GarmentItems`."""
        if self.bbox_file:
            min_score = (self.filter_cfg or {}).get('bbox_score_thr', 0.0)
            return detected_boxes(self.bbox_file, table, min_score)
        return keypoint_boxes(table, self.padding) if self.box == 'keypoints' else None, None

    def filter_data(self) -> Any:
        """Return all items: ``filter_cfg`` chooses between detected boxes, not between rows."""
        return self.data_list

    def _get_unserialized_subset(self, indices: int | Sequence[int]) -> GarmentItems:
        return self.data_list.subset(indices)

    @force_full_init
    def get_data_info(self, idx: int) -> dict:
        """Return an item with the meta information that MMPose's pipelines require.

        All items share the meta information, which must not be changed; MMPose would copy it.
        """
        shared = {key: self._metainfo[key] for key in _SHARED}
        return {**self.data_list[idx], **shared, 'sample_idx': idx % len(self)}

    def _read_tables(self) -> AnnotationTable:
        if self.data_root and not Path(self.data_root).is_dir():
            raise FileNotFoundError(
                f'no data folder {self.data_root}: set the environment variable FASHIONAI_ROOT to '
                'the folder that `fashionkp unpack` writes, or `fashionkp synth` with synthetic '
                'garments'
            )
        files = [path for name in self.ann_file for path in _table_files(Path(name))]
        coco = [path for path in files if path.suffix.lower() == '.json']
        if coco and len(files) > 1:
            raise ValueError(
                f'ann_file: expected a single COCO JSON or only CSVs, got '
                f'{", ".join(map(str, files))}'
            )
        return read_coco(coco[0]) if coco else read_annotations(*files)

    def _selection(self, table: AnnotationTable) -> np.ndarray:
        """Return which rows to use, (N,) bool."""
        keep = np.isin(table.category_names, self.categories)
        if self.split:
            keep &= validation_mask(table.image_ids) == (self.split == 'val')
        if not self.test_mode:
            annotated = (table.visibility >= 0).any(axis=1)
            if skipped := int((keep & ~annotated).sum()):
                print_log(
                    f'{skipped} rows without a key point to learn are skipped in training',
                    logger='current',
                    level=logging.INFO,
                )
            keep &= annotated
        return keep


def _table_files(path: Path) -> list[Path]:
    return [path] if path.suffix.lower() == '.json' else annotation_files(path)
