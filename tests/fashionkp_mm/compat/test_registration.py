"""Components are found whoever looks first, in fresh processes."""

import subprocess
import sys

import fashionkp_mm

OURS = """
found = [
    registry.get(name).__module__
    for registry, name in (
        (LOOPS, 'ResumableTrainLoop'), (MODELS, 'mmpose.CPNHead'), (HOOKS, 'SWAHook'),
        (DATASETS, 'FashionAIDataset'), (METRICS, 'NormalizedError'), (TRANSFORMS, 'ColorJitter'),
    )
]
assert all(name.startswith('fashionkp_mm.') for name in found), found
"""


def run(script: str) -> None:
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_waits_for_a_look_up():
    heavy = ('mmpose.models', 'mmpose.datasets', 'mmengine.runner', 'scipy', 'matplotlib', 'mmdet')
    run(
        f"""
import sys, fashionkp_mm
assert not set(sys.modules) & {set(heavy)}
from mmengine.registry import DefaultScope, HOOKS as ROOT
from mmpose.registry import *
DefaultScope.get_instance('here', scope_name='mmpose')
with ROOT.switch_scope_and_registry(None) as registry:  # as MMEngine builds from a config
    assert registry.get('RetainHeapHook').__module__ == 'fashionkp_mm.engine.hooks.retain_heap_hook'
{OURS}"""
    )


def test_a_registry_that_was_used_before_finds_them_too():
    run(
        f"""
from mmpose.registry import *
assert KEYPOINT_CODECS.get('UDPHeatmap') and not METRICS._imported
import fashionkp_mm
{OURS}"""
    )


def test_parts_of_the_package_are_there_by_name():
    for name in fashionkp_mm.__all__:
        assert getattr(fashionkp_mm, name)
    assert fashionkp_mm.models.CPNHead.__name__ == 'CPNHead'
    assert not hasattr(fashionkp_mm, 'colour')
