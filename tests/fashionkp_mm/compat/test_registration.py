"""Tests of the registration of components, in fresh processes."""

import subprocess
import sys

import fashionkp_mm

CHECK = """
from mmengine.fileio.backends import backends as file_backends
modules = [
    registry.get(name).__module__
    for registry, name in (
        (LOOPS, 'ResumableTrainLoop'), (MODELS, 'mmpose.CPNHead'), (HOOKS, 'SWAHook'),
        (DATASETS, 'FashionAIDataset'), (METRICS, 'NormalizedError'), (TRANSFORMS, 'ColorJitter'),
        (WEIGHT_INITIALIZERS, 'Pretrained'),
    )
]
assert file_backends['atomic'].__module__ == 'fashionkp_mm.checkpoints.atomic_backend'
assert all(name.startswith('fashionkp_mm.') for name in modules), modules
"""


def run(script: str) -> None:
    result = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_components_are_imported_at_the_first_look_up():
    slow = ('mmpose.models', 'mmpose.datasets', 'mmengine.runner', 'scipy', 'matplotlib', 'mmdet')
    run(
        f"""
import sys, fashionkp_mm
assert not set(sys.modules) & {set(slow)}
from mmengine.registry import DefaultScope, HOOKS as ROOT
from mmpose.registry import *
DefaultScope.get_instance('here', scope_name='mmpose')
with ROOT.switch_scope_and_registry(None) as registry:  # as MMEngine builds from a config
    assert registry.get('RetainHeapHook').__module__ == 'fashionkp_mm.engine.hooks.retain_heap_hook'
{CHECK}"""
    )


def test_a_registry_in_use_finds_components_too():
    run(
        f"""
from mmpose.registry import *
assert KEYPOINT_CODECS.get('UDPHeatmap') and not METRICS._imported
import fashionkp_mm
{CHECK}"""
    )


def test_subpackages_are_attributes_of_the_package():
    for name in fashionkp_mm.__all__:
        assert getattr(fashionkp_mm, name)
    assert fashionkp_mm.models.CPNHead.__name__ == 'CPNHead'
    assert not hasattr(fashionkp_mm, 'colour')
