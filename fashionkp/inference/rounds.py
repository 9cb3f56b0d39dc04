"""Garments that are predicted in several views, round by round and in batches across garments."""

from collections.abc import Callable, Generator, Iterable, Mapping

from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction

Rounds = Generator[list[Query], list[Prediction], Prediction]
"""Yields views of a garment, is sent a prediction for each, and returns that of the garment."""


def with_known_view(rounds: Rounds, view: Query, prediction: Prediction) -> Rounds:
    """Run rounds without asking for a view that is predicted already.

    Args:
        rounds: Rounds of views of one image.
        view: The view, which is asked for by its box and category.
        prediction: Its prediction.
    """
    known = view.region, view.category
    views = next(rounds)
    while True:
        is_known = [(each.region, each.category) == known for each in views]
        new = [each for each, skipped in zip(views, is_known, strict=True) if not skipped]
        answers = iter((yield new) if new else ())
        predictions = [prediction if skipped else next(answers) for skipped in is_known]
        try:
            views = rounds.send(predictions)
        except StopIteration as end:
            return end.value


def predict_in_rounds(
    predict: Callable[[list[Query]], Iterable[Prediction]], garments: Iterable[Rounds]
) -> list[Prediction]:
    """Predict garments in their views, of which the first ones are a batch, and so on.

    Args:
        predict: Returns a prediction for each view.
        garments: The rounds of each.

    Returns:
        One prediction for each garment.
    """
    garments = list(garments)
    results: dict[int, Prediction] = {}
    asked = {i: next(rounds) for i, rounds in enumerate(garments)}
    while asked:
        answers = _predict_views(predict, asked)
        asked = {}
        for i, predictions in answers.items():
            try:
                asked[i] = garments[i].send(predictions)
            except StopIteration as end:
                results[i] = end.value
    return [results[i] for i in range(len(garments))]


def _predict_views(
    predict: Callable[[list[Query]], Iterable[Prediction]], asked: Mapping[int, list[Query]]
) -> dict[int, list[Prediction]]:
    answers: dict[int, list[Prediction]] = {i: [] for i in asked}
    for view in range(max(map(len, asked.values()))):
        indices = [i for i, views in asked.items() if len(views) > view]
        predictions = predict([asked[i][view] for i in indices])
        for i, prediction in zip(indices, predictions, strict=True):
            answers[i].append(prediction)
    return answers
