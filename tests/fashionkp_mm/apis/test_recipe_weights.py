"""Tests of the weights that ``fashionkp weights`` writes."""

import pytest
import timm
import torch

from fashionkp_mm.apis.recipe_weights import recipe_weights


@pytest.fixture(scope='module')
def senet(tmp_path_factory):
    path = tmp_path_factory.mktemp('senet') / 'senet.pth'
    torch.save(timm.create_model('legacy_seresnext50_32x4d').state_dict(), path)
    return path


def test_weights_of_a_file_are_checked_and_returned_as_they_are(senet):
    weights, source = recipe_weights('cpn_seresnext50', senet)
    assert source == str(senet)
    saved = torch.load(senet)
    assert weights.keys() == saved.keys()
    assert all(weights[name].equal(saved[name]) for name in saved)
    with pytest.raises(ValueError, match=r'senet\.pth into ResNet: .* weights are missing'):
        recipe_weights('cpn_r101', senet)


def test_a_recipe_without_pretrained_weights_and_an_unknown_one_are_named():
    with pytest.raises(ValueError, match='hourglass4 starts from random weights'):
        recipe_weights('hourglass4')
    with pytest.raises(FileNotFoundError, match='did you mean cpn_senet154_all'):
        recipe_weights('cpn_senet155')
