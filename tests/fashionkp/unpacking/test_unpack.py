"""The official downloads, in all their forms, as one folder."""

from pathlib import Path

import pytest

from fashionkp.annotations import annotation_files, read_annotations
from fashionkp.unpacking import unpack


def names(folder: Path) -> list[str]:
    files = (path for path in folder.rglob('*') if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in files if path.name[0] != '.')


@pytest.fixture
def downloads(save, archive, table):
    """Training data in two formats, a test set in a zip in a zip, and its labels as a table."""
    image = {'Images/skirt/a.jpg': b'image a'}
    test = {'test.csv': table('skirt', 'c', labelled=False), 'Images/skirt/c.jpg': b'image c'}
    return [
        save(
            'fashionAI_key_points_warm_up_train.tar',
            {'./Annotations/annotations.csv': table('skirt', 'a'), 'Images/skirt/a.jpg': b'a'},
        ),
        save(
            'fashionAI_key_points_train.tar.gz',
            {
                **{f'train/{name}': content for name, content in image.items()},
                'train/Annotations/train.csv': table('skirt', 'a'),
                'train/readme.txt': b'read me',
                '__MACOSX/train/Annotations/._train.csv': b'\0',
            },
        ),
        save('tests.zip', {'test_b.zip': archive('.zip', test)}),
        save('labels.csv', table('skirt', 'c')),
    ]


def test_every_form_is_unpacked(downloads, tmp_path):
    unpacked = unpack(downloads, tmp_path / 'out')
    assert names(tmp_path / 'out') == [
        'test_b/Annotations/labels.csv',
        'test_b/Images/skirt/c.jpg',
        'test_b/test.csv',
        'train/Annotations/train.csv',
        'train/Images/skirt/a.jpg',
        'warm_up/Annotations/annotations.csv',
        'warm_up/Images/skirt/a.jpg',
    ]
    assert unpacked.left_out == 2
    facts = [(part.name, part.rows, part.labelled, part.missing) for part in unpacked.parts]
    assert facts == [('test_b', 1, 1, 0), ('train', 1, 1, 0), ('warm_up', 1, 1, 0)]
    for part in unpacked.parts:
        (file,) = annotation_files(tmp_path / 'out' / part.name)
        table = read_annotations(file)
        assert table.labelled.all()
        assert all(image.is_file() for image in table.image_paths())


def test_tables_in_large_letters_are_tidied_up_too(save, table, tmp_path):
    files = {'Images/skirt/a.jpg': b'a', 'TEST.CSV': table('skirt', 'a', labelled=False)}
    labels = save('LABELS.CSV', table('skirt', 'a'))
    (part,) = unpack([save('test.zip', files), labels], tmp_path / 'out').parts
    assert (part.name, part.tables, part.labelled) == ('test', ('LABELS.CSV',), 1)


def test_progress_ends_at_the_size_of_all_archives(downloads, tmp_path, capsys):
    unpack(downloads, tmp_path / 'out', show_progress=True)
    *_, last = capsys.readouterr().err.splitlines()
    done, total = last.split()[1].split('/')
    assert last.startswith('100% ')
    assert done == total


@pytest.mark.parametrize('outer', ['all.zip', 'all.tar', 'all.tgz'])
@pytest.mark.parametrize('inner', ['train.zip', 'train.tar', 'train.tar.gz'])
def test_archives_in_archives_are_unpacked(save, archive, table, tmp_path, outer, inner):
    content = {'Annotations/train.csv': table('dress', 'a'), 'Images/dress/a.jpg': b'a'}
    unpack([save(outer, {f'data/{inner}': archive(inner, content)})], tmp_path / 'out')
    assert names(tmp_path / 'out') == ['train/Annotations/train.csv', 'train/Images/dress/a.jpg']


def test_a_second_run_changes_nothing(downloads, tmp_path):
    parts = unpack(downloads, tmp_path / 'out').parts
    (tmp_path / 'out' / 'train' / 'Images' / 'skirt' / 'a.jpg').write_bytes(b'changed')
    for name in ('train/Images/.DS_Store', 'train/Images/@eaDir/a.jpg', '@eaDir/a.jpg'):
        (tmp_path / 'out' / name).parent.mkdir(exist_ok=True)
        (tmp_path / 'out' / name).touch()
    assert unpack(downloads, tmp_path / 'out').parts == parts
    assert (tmp_path / 'out/train/Images/skirt/a.jpg').read_bytes() == b'changed'
    with pytest.raises(FileExistsError, match='not made of these archives'):
        unpack(downloads[:1], tmp_path / 'out')


@pytest.mark.faults
def test_an_interrupted_run_is_resumed(downloads, tmp_path):
    content = downloads[1].read_bytes()
    downloads[1].write_bytes(bytes(len(content)))
    with pytest.raises(ValueError, match=r'train\.tar\.gz'):
        unpack(downloads, tmp_path / 'out')
    assert not (tmp_path / 'out').exists()
    (work,) = tmp_path.glob('.out.unpacking')
    unpacked = work / 'warm_up' / 'Images' / 'skirt' / 'a.jpg'
    unpacked.write_bytes(b'not unpacked again')
    downloads[1].write_bytes(content)
    unpack(downloads, tmp_path / 'out')
    assert (tmp_path / 'out/warm_up/Images/skirt/a.jpg').read_bytes() == b'not unpacked again'
    assert not work.exists()


def test_the_rest_of_a_run_with_other_archives_is_removed(downloads, save, tmp_path):
    broken = save('broken.tar', b'x' * 600)
    with pytest.raises(ValueError, match=r'broken\.tar'):
        unpack([downloads[0], broken], tmp_path / 'out')
    unpack([downloads[1]], tmp_path / 'out')
    assert {name.split('/')[0] for name in names(tmp_path / 'out')} == {'train'}


def _make_record(text):
    def make(work):
        work.mkdir()
        (work / '.unpacked.json').write_text(text)

    return make


def _make_own_folder(work):
    (work / 'mine').mkdir(parents=True)
    (work / 'mine' / 'thesis.txt').write_text('x')


def _make_link(work):
    _make_own_folder(work.with_name('victim'))
    work.symlink_to(work.with_name('victim'))


_LEFTOVERS = {
    'own folder': _make_own_folder,
    'link': _make_link,
    'file': lambda work: work.write_text('x'),
    **{text[:9]: _make_record(text) for text in ('garbage', '[]', 'null', '{}', '[' * 100_000)},
    'no done': _make_record('{"archives": {}}'),
    'no list': _make_record('{"archives": {}, "done": null}'),
}


@pytest.mark.parametrize('leftover', _LEFTOVERS)
def test_what_is_no_interrupted_run_is_named_and_kept(downloads, tmp_path, leftover):
    work = tmp_path / '.out.unpacking'
    _LEFTOVERS[leftover](work)
    before = names(tmp_path)
    with pytest.raises(FileExistsError, match=r'\.out\.unpacking: .*delete'):
        unpack(downloads, tmp_path / 'out')
    assert names(tmp_path) == before
    assert work.exists()


@pytest.mark.parametrize('folder', ['images', 'IMAGES'])
@pytest.mark.parametrize('as_in_table', [True, False])
def test_folders_in_other_letters_are_found(save, table, tmp_path, folder, as_in_table):
    rows = table('skirt', 'a')
    if as_in_table:
        rows = rows.replace(b'Images/', f'{folder}/'.encode())
    content = {'ANNOTATIONS/train.csv': rows, f'{folder}/skirt/a.jpg': b'a'}
    (part,) = unpack([save('train.zip', content)], tmp_path / 'out').parts
    assert (part.images, part.missing, part.rows) == (1, 0, 1)
    assert unpack([tmp_path / 'downloads' / 'train.zip'], tmp_path / 'out').parts == [part]


def test_equal_files_are_unpacked_once_and_different_ones_named(save, table, tmp_path):
    content = {'Annotations/train.csv': table('skirt', 'a'), 'Images/skirt/a.jpg': b'a'}
    first, second = save('train_1.zip', content), save('train_2.tar', content)
    unpack([first, second], tmp_path / 'out')
    other = save('train_3.tar', {'Images/skirt/a.jpg': b'b'})
    with pytest.raises(ValueError, match=r'train_3\.tar: Images/skirt/a\.jpg: differs'):
        unpack([first, other], tmp_path / 'other')


def test_a_list_stays_if_only_some_of_its_images_have_labels(save, table, tmp_path):
    content = {
        'test.csv': table('skirt', 'a', 'b', labelled=False),
        'Images/skirt/a.jpg': b'a',
        'Images/skirt/b.jpg': b'b',
    }
    files = [save('test_a.zip', content), save('labels.csv', table('skirt', 'a'))]
    (part,) = unpack(files, tmp_path / 'out').parts
    assert part.tables == ('labels.csv', 'test.csv')
    assert (part.rows, part.labelled, part.images, part.missing) == (2, 1, 2, 0)


def test_missing_images_are_counted(save, table, tmp_path):
    content = {'train.csv': table('skirt', 'a', 'b'), 'Images/skirt/a.jpg': b'a'}
    (part,) = unpack([save('train.zip', content)], tmp_path / 'out').parts
    assert (part.rows, part.missing) == (2, 1)


def test_archives_without_data_are_refused(save, tmp_path):
    with pytest.raises(ValueError, match='no table and no image'):
        unpack([save('a.zip', {'readme.txt': b''})], tmp_path / 'out')


def test_two_archives_with_the_same_name_are_refused(save, table, tmp_path):
    path = save('a.zip', {'train.csv': table('skirt', 'a')})
    with pytest.raises(ValueError, match='the same name'):
        unpack([path, path], tmp_path / 'out')
