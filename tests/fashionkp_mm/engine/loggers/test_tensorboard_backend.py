"""Test of the events that TensorBoard reads."""

import cv2
import numpy as np
import pytest

pytest.importorskip('tensorboard')

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


@pytest.fixture(scope='module')
def events(logged_training):
    events = EventAccumulator(str(logged_training('tensorboard') / 'tensorboard'))
    return events.Reload()


def steps(events: EventAccumulator, tag: str) -> list[int]:
    return [event.step for event in events.Scalars(tag)]


def test_both_runs_are_one_without_the_steps_that_were_repeated(events):
    assert steps(events, 'train/loss') == [2, 4]
    assert steps(events, 'fashionai/NE') == [2, 4]


def test_losses_learning_rate_memory_and_times_have_names_of_their_own(events):
    tags = events.Tags()['scalars']
    assert {'train/loss', 'train/lr', 'train/memory', 'train/time', 'val/time'} <= {*tags}
    assert not [tag for tag in tags if '/' not in tag]
    assert all(50 < event.value < 10**5 for event in events.Scalars('train/memory'))  # MiB


def test_images_are_those_of_the_validation_after_each_epoch(events):
    assert events.Tags()['images'] == [f'val/image_{i}' for i in range(1, 5)]
    assert [event.step for event in events.Images('val/image_4')] == [2, 4]
    content = np.frombuffer(events.Images('val/image_1')[0].encoded_image_string, np.uint8)
    assert cv2.imdecode(content, cv2.IMREAD_COLOR).shape == (284, 524, 3)


def test_the_config_is_a_text(events):
    (text,) = events.Tensors('config/text_summary')[-1].tensor_proto.string_val
    assert b'\n    codec' in text
