"""Synthetic garments that are drawn when they are accessed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from mmpose.registry import DATASETS

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORY_IDS
from fashionkp.synthetic.dataset import image_id
from fashionkp.synthetic.scene.render import Garment, draw_garment
from fashionkp_mm.channels import channel_keypoints
from fashionkp_mm.datasets.fashionai import FashionAIDataset
from fashionkp_mm.datasets.garment_items import GarmentItems

_OF_TABLES = ('bbox_file', 'filter_cfg', 'indices', 'sample_interval')


@DATASETS.register_module()
class SyntheticGarments(FashionAIDataset):
    """Garments that are drawn when they are accessed; every epoch has new ones.

    Items are those of :class:`FashionAIDataset`, with the image in ``img``. Categories take turns.
    Key points are not rounded to pixels.

    Args:
        num: Images of an epoch.
        seed: Seed of the drawings.
        **kwargs: Arguments of :class:`FashionAIDataset` that are not about files: ``category``,
            ``metainfo``, ``pipeline``.

    Raises:
        ValueError: If ``num`` is not positive, or an argument is given that is about rows of a
            table.
    """

    def __init__(self, num: int, *, seed: int = 0, **kwargs: Any) -> None:
        if num < 1:
            raise ValueError(f'num={num}: expected at least 1')
        if given := [name for name in _OF_TABLES if kwargs.get(name) is not None]:
            raise ValueError(f'{given[0]}: SyntheticGarments has no table; num sets its length')
        self.num = num
        self.seed = seed
        super().__init__(**kwargs)

    def load_data_list(self) -> Any:
        """Return the items, which are drawn when they are accessed."""
        return _DrawnItems(self)

    def draw(self, index: int) -> dict[str, Any]:
        """Return an item of the current epoch."""
        _, epoch = self._seed_and_epoch.tolist()
        number = max(epoch, 0) * self.num + index
        category = self.categories[number % len(self.categories)]
        garment = draw_garment(self.seed, number, category)
        table = _one_row(garment, image_id(self.seed, number, category))
        channels = channel_keypoints(self.categories)
        item = GarmentItems(table, '', channels)[0]
        return dict(item, img=garment.image, img_id=index, id=index)


class _DrawnItems(Sequence):
    def __init__(self, dataset: SyntheticGarments) -> None:
        self.dataset = dataset

    def __len__(self) -> int:
        return self.dataset.num

    def fingerprint(self) -> str:
        return f'{self.dataset.num} {self.dataset.seed} {" ".join(self.dataset.categories)}'

    def __getitem__(self, index: Any) -> Any:
        return self.dataset.draw(range(len(self))[index])


def _one_row(garment: Garment, name: str) -> AnnotationTable:
    return AnnotationTable(
        image_ids=np.array([name]),
        category_ids=np.array([CATEGORY_IDS[garment.category]], np.int8),
        keypoints=garment.keypoints[None],
        visibility=garment.visibility[None],
        labelled=np.ones(1, bool),
    )
