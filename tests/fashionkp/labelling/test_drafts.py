import numpy as np
import pytest

from fashionkp.inference.query import Query
from fashionkp.labelling import Drafts
from fashionkp.labelling.drafts import sureness


@pytest.fixture
def paths(photos):
    (photos / 'd.png').write_bytes(b'no image')
    return {path.name: path for path in sorted(photos.glob('*.png'))}


def test_photos_are_predicted_in_the_background_but_for_labelled_ones(paths, fake_model):
    drafts = Drafts(paths, fake_model())
    drafts.start(lambda image_id: image_id == 'b.png')
    drafts._thread.join(10)
    known = [name for name in paths if drafts.sureness(name) is not None]
    assert known == ['a.png', 'c.png']
    assert 'not an image' in drafts.errors['d.png']
    assert not drafts.running
    drafts.close()


def test_sureness_is_the_mean_score_of_present_points_times_the_categorys_probability(fake_model):
    image = np.zeros((60, 40, 3), np.uint8)
    (prediction,) = fake_model().predict([Query(image, 'a', 'skirt')])
    # scores and presence 0.2, 0.43, 0.67, 0.9; a skirt with probability 0.1
    assert prediction.category_score == 0.1
    assert sureness(prediction) == pytest.approx(0.1 * (0.2 + 1.4 / 3 + 0.9) / 2)


def test_a_known_category_a_given_one_and_a_box(paths, fake_model):
    drafts = Drafts(paths, fake_model(), {'a.png': 'dress'})
    assert drafts.get('a.png').garment.category == 'dress'
    assert drafts.get('b.png').size == (40, 60)
    assert drafts.predict('a.png', 'trousers').category == 'trousers'
    garment = drafts.predict('a.png', None, (20, 30, 40, 60))
    assert garment.category == 'skirt'
    assert garment.keypoints['hemline_left'] == (32, 48, 1)
    with pytest.raises(ValueError, match=r'a\.png.*box'):
        drafts.predict('a.png', None, (200, 300, 400, 600))


def test_without_a_model_or_with_a_category_that_it_lacks(paths, fake_model):
    assert Drafts(paths).get('a.png').garment is None
    assert Drafts(paths, None, {'a.png': 'skirt'}).get('a.png').garment.keypoints == {}
    assert Drafts(paths, fake_model(['skirt'])).predict('a.png', 'dress') is None
