import os

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.file_signature import file_signature


def test_a_file_that_is_written_again_has_another_signature(tmp_path):
    path = tmp_path / 'a.txt'
    assert file_signature(path) is None
    path.write_text('one')
    first = file_signature(path)
    assert file_signature(path) == first
    with atomic_write(path) as file:
        file.write('two')
    os.utime(path, ns=(first[0], first[0]))  # as on a disk with coarse times
    assert file_signature(path) != first
