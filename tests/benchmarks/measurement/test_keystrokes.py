"""Operators of a hand, and their seconds."""

import pytest


@pytest.fixture
def keystrokes(measurement_module):
    return measurement_module('keystrokes')


def test_the_hand_moves_between_mouse_and_keyboard(keystrokes):
    hand = keystrokes.Hand()
    hand.decide()
    hand.click()
    hand.drag()
    hand.type(2)
    assert hand.take() == dict(M=1, P=3, B=4, H=1, K=2)
    hand.type(1)  # it is still on the keyboard
    hand.click()
    assert hand.take() == dict(K=1, H=1, P=1, B=2)


def test_seconds_of_the_published_operators(keystrokes):
    operators = dict(K=10, P=10, H=10, M=10, B=10)
    assert keystrokes.seconds(operators) == pytest.approx(2.8 + 11 + 4 + 13.5 + 1)
    assert keystrokes.seconds({}) == 0
