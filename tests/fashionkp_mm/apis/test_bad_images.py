"""Tests of training on unusual images and on a truncated one."""

import pytest
import unusual_images

from fashionkp.annotations import COLUMNS
from fashionkp_mm.apis import train

pytestmark = pytest.mark.faults(alone=True)

POINTS = {'waistband_left': '9_9_1', 'waistband_right': '40_9_1', 'hemline_left': '5_60_1'}


@pytest.fixture
def run(skirt_options, tmp_path):
    """Return a function that trains for an epoch on some images, with one data loader worker."""

    def train_on(images):
        archive = tmp_path / 'data' / 'train'
        archive.mkdir(parents=True)
        cells = ','.join(POINTS.get(name, '-1_-1_-1') for name in COLUMNS[2:])
        for name, data in images.items():
            (archive / name).write_bytes(data)
        lines = [','.join(COLUMNS), *(f'{name},skirt,{cells}' for name in images), '']
        (archive / 'train.csv').write_text('\n'.join(lines))
        options = {
            **skirt_options,
            'train_cfg.max_epochs': 1,
            'train_dataloader.dataset.data_root': str(tmp_path / 'data'),
            'train_dataloader.num_workers': 1,
        }
        return train('cpn_small_skirt', tmp_path / 'run', validate=False, options=options)

    return train_on


def test_unusual_images_are_trained_on(run):
    images = unusual_images.readable()
    assert run(images).iter == -(-len(images) // 2)


def test_a_truncated_image_ends_training_with_its_row(run):
    data, reason = unusual_images.unreadable()['truncated.jpg']
    with pytest.raises(ValueError, match=r'bad\.jpg \(train\.csv:3\): ') as raised:
        run({'good.png': unusual_images.readable()['16_bit.png'], 'bad.jpg': data})
    assert reason in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
