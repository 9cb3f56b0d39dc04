import pytest

from fashionkp.labelling import Conflict, LabelFile, LabelledGarment
from fashionkp.labelling.garments import version_of
from fashionkp.labelling.session import found_image_ids

WRONG = LabelledGarment(
    'skirt',
    {
        'waistband_left': (30, 4, 1),
        'waistband_right': (3, 4, 1),
        'hemline_left': (30, 59, 1),
        'hemline_right': (3, 80, 1),
    },
)


def test_a_photo_begins_with_predicted_points_and_keeps_what_is_saved(session):
    photo = session.photo('a.png')
    (garment,) = photo['garments']
    assert (photo['labelled'], photo['size'], garment['category']) == (False, (40, 60), 'skirt')
    assert garment['keypoints'] == {'hemline_left': [24, 36, 1], 'hemline_right': [32, 48, 1]}
    assert photo['scores']['hemline_right'] == pytest.approx(0.9)
    saved = session.save('a.png', [WRONG], photo['version'])
    assert saved['labelled']
    again = session.photo('a.png')
    assert (again['version'], again['scores']) == (saved['version'], None)
    assert again['garments'] == [WRONG.as_dict()]
    with pytest.raises(Conflict):
        session.save('a.png', [], photo['version'])


def test_the_overview_lists_photos_progress_and_errors(session, photos):
    session.save('b.png', [WRONG], version_of([]))
    (photos / 'c.png').write_bytes(b'')
    with pytest.raises(ValueError, match='empty'):
        session.photo('c.png')
    session.photo('a.png')
    overview = session.overview()
    assert [photo['labelled'] for photo in overview['photos']] == [False, True, False]
    assert [photo['sureness'] for photo in overview['photos']][1:] == [None, None]
    assert overview['photos'][0]['sureness'] > 0
    assert list(overview['errors']) == ['c.png']
    assert (overview['file'], overview['several']) == ('labels.csv', False)


def test_checks_run_on_the_garments_that_are_shown(session):
    found = session.findings('a.png', [LabelledGarment('dress', {}), WRONG])
    assert [(item['check'], item['garment']) for item in found] == [
        ('outside-picture', 1),
        ('nothing-annotated', 0),
        ('mirrored', 1),
    ]
    assert found[0]['keypoints'] == ['hemline_right']
    half = LabelledGarment('skirt', {'waistband_left': (3, 4, 1)})
    assert [item['check'] for item in session.findings('a.png', [half])] == [
        'normalizing-point-absent'
    ]


def test_a_photo_without_a_garment_is_labelled_and_begins_without_points(session):
    photo = session.photo('a.png')
    saved = session.save('a.png', [], photo['version'], no_garment=True)
    assert saved['labelled']
    again = session.photo('a.png')
    assert (again['garments'], again['no_garment'], again['labelled']) == ([], True, True)
    assert (again['version'], again['size']) == (saved['version'], (40, 60))
    states = [(each['labelled'], each['no_garment']) for each in session.overview()['photos']]
    assert states == [(True, True), (False, False), (False, False)]


def test_a_photo_that_is_removed_while_it_is_shown_keeps_its_checks_and_is_saved(session, photos):
    version = session.photo('a.png')['version']
    (photos / 'a.png').unlink()
    assert session.findings('a.png', [WRONG])[0]['check'] == 'outside-picture'
    assert session.save('a.png', [WRONG], version)['findings']
    assert session.photo('a.png')['garments'] == [WRONG.as_dict()]
    (photos / 'b.png').unlink()
    with pytest.raises(FileNotFoundError, match=r'b\.png'):
        session.photo('b.png')


def test_unknown_photos_are_not_saved(session):
    with pytest.raises(KeyError):
        session.save('../x.png', [], version_of([]))


def test_findings_choose_the_photos(photos):
    labels = LabelFile(photos / 'labels.csv')
    right = LabelledGarment('skirt', {'waistband_left': (10, 10, 1)})
    for image_id, garment in (('a.png', right), ('b.png', WRONG)):
        labels.save(image_id, [garment], version_of([]))
    assert found_image_ids(labels, 'mirrored') == ['b.png']
    assert found_image_ids(labels, 'outside-picture') == ['b.png']
    with pytest.raises(ValueError, match=r'labels\.csv: no rows with finding crossed-ends'):
        found_image_ids(labels, 'crossed-ends')
    with pytest.raises(ValueError, match=r"'mirror': expected one of .*mirrored"):
        found_image_ids(labels, 'mirror')
