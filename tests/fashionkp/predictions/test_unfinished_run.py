"""Results of a run whose files are not written yet."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fashionkp.predictions.result_store import ImageRecord
from fashionkp.predictions.unfinished_run import UnfinishedRun


@pytest.fixture
def run(skirt, tmp_path):
    """Two garments of a, none of b, c that could not be read, and in another part one of d."""
    run = UnfinishedRun(str(tmp_path / 'out.csv'), {'model': 'm'})
    garments = [replace(skirt, image='a', category_score=score) for score in (0.1, 0.2)]
    records = [ImageRecord('a', garments), ImageRecord('b', []), ImageRecord('c', [], 'c: cut off')]
    run.write(records)
    run.write([ImageRecord('d', [replace(skirt, image='d')])])
    return run


def test_images_with_results_are_done(run):
    assert run.done() == {'a', 'b', 'd'}
    run.clear_errors()
    assert run.done() == {'a', 'b', 'd'}


def test_predictions_come_back_exactly_and_in_any_order(run, skirt):
    found = list(run.predictions(['d', 'c', 'b', 'a', 'x']))
    assert [garment.image for garment in found] == ['d', 'a', 'a']
    assert [garment.category_score for garment in found[1:]] == [0.1, 0.2]
    first = found[0]
    assert (first.size, first.box, first.category) == (skirt.size, skirt.box, skirt.category)
    assert first.calibrated
    assert first.category_probs == {k: float(p) for k, p in skirt.category_probs.items()}
    for name in ('keypoints', 'scores', 'presence'):
        np.testing.assert_array_equal(getattr(first, name), getattr(skirt, name))


def test_nothing_is_done_at_first_and_after_clearing(run, tmp_path):
    assert UnfinishedRun(str(tmp_path / 'other.csv'), {}).done() == set()
    run.clear()
    assert run.done() == set()
    assert not [*tmp_path.iterdir()]
    run.clear()


def test_results_of_other_settings_are_not_resumed(run):
    with pytest.raises(ValueError, match='model: m there, n here'):
        UnfinishedRun(run.output, {'model': 'n'}).done()


@pytest.mark.parametrize('text', ['{"settings"', '[]', '{"settings": {}}', '\udcff'])
def test_a_damaged_part_is_named(run, text):
    part = sorted(Path(run.folder.location).iterdir())[0]
    part.write_bytes(text.encode(errors='surrogateescape'))
    with pytest.raises(ValueError, match=rf'{part.name}: damaged'):
        run.done()


def test_a_part_that_cannot_be_written_names_the_output(skirt, tmp_path):
    (tmp_path / 'file').touch()
    run = UnfinishedRun(str(tmp_path / 'file' / 'out.csv'), {})
    with pytest.raises(OSError, match='writing') as caught:
        run.write([ImageRecord('a', [skirt])])
    assert caught.value.filename == run.output


def test_a_run_in_an_object_store(skirt):
    pytest.importorskip('fsspec')
    pytest.importorskip('pyarrow')
    run = UnfinishedRun('fsspec+memory://unfinished/out.csv', {'model': 'm'})
    run.write([ImageRecord('a', [skirt])])
    assert run.done() == {'a'}
    assert len(list(run.predictions(['a']))) == 1
    run.clear()
    assert run.done() == set()
