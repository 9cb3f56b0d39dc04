"""A test draws every n-th image."""

import pytest
from mmengine.config import Config

from fashionkp_mm.apis import evaluate


@pytest.mark.parametrize(('interval', 'count'), [(1, 4), (2, 2), (3, 2), (5, 1)])
def test_every_nth_image_is_drawn_whatever_the_batches(
    interval, count, trained, skirt_options, tmp_path
):
    evaluate(
        'cpn_small_skirt',
        trained.work_dir / 'epoch_2.pth',
        tmp_path,
        show_dir='shown',
        interval=interval,
        options={**skirt_options, 'test_dataloader.batch_size': 3},
    )
    (folder,) = tmp_path.glob('*/shown')
    assert len(list(folder.iterdir())) == count
    (file,) = tmp_path.glob('*/cpn_small_skirt.py')  # of this test
    assert Config.fromfile(file).default_hooks.visualization.interval == interval
