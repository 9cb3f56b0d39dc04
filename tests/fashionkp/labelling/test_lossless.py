import json

import pytest

from fashionkp.labelling import LabelFile, LabelledGarment
from fashionkp.labelling.garments import version_of

SKIRT = LabelledGarment('skirt', {'waistband_left': (3, 4, 1), 'hemline_right': (30, 50, 0)})


def test_what_a_save_would_lose_is_refused(csv_row, csv_file, photos):
    header = csv_file().read_text().splitlines()[0]
    extra = csv_file(csv_row('skirt', 'a') + ',x', name='b.csv', header=f'{header},category')
    with pytest.raises(ValueError, match=r'b\.csv: column category.*-o OUT'):
        LabelFile(extra)
    coco = photos / 'labels.json'
    LabelFile(coco).save('a.png', [SKIRT], version_of([]))
    data = json.loads(coco.read_text())
    data['annotations'][0]['track'] = 7
    coco.write_text(json.dumps(data))
    with pytest.raises(ValueError, match=r'labels\.json: annotations.*-o OUT'):
        LabelFile(coco)
