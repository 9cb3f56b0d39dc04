"""Several models behind one interface: each category goes to its own model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.inference.one_core import workers_of
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.prediction import Prediction


@dataclass(frozen=True)
class Router:
    """Sends each garment to the model of its category.

    Args:
        routes: The model of each category.
        joint: Predicts the category if it is not given, and handles the categories that have no
            model of their own.

    Raises:
        ValueError: If a category is unknown, or its model does not support it.
    """

    routes: Mapping[str, GarmentModel]
    joint: GarmentModel | None = None

    def __post_init__(self) -> None:
        for name, model in self.routes.items():
            if category_by_name(name).name not in model.categories:
                raise ValueError(
                    f'the model for {name} supports only {", ".join(model.categories)}'
                )

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that a model supports, in the official order."""
        supported = {*self.routes, *(self.joint.categories if self.joint else ())}
        return tuple(name for name in CATEGORIES if name in supported)

    @property
    def workers(self) -> int:
        """The smallest of the models, see :func:`~fashionkp.inference.one_core.workers_of`."""
        models = [*self.routes.values(), *([self.joint] if self.joint else ())]
        return min(map(workers_of, models))

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """Return one prediction for each query.

        Raises:
            ValueError: If a garment has no category, or one without a model, and there is no joint
                model.
        """
        predictions = self._predict_jointly(queries)
        categories = [query.category or predictions[i].category for i, query in enumerate(queries)]
        for name, model in self.routes.items():
            indices = [i for i, category in enumerate(categories) if category == name]
            own_queries = [replace(queries[i], category=name) for i in indices]
            own = model.predict(own_queries) if indices else ()
            for i, prediction in zip(indices, own, strict=True):
                predictions[i] = _with_category_of(predictions.get(i), prediction)
        return [predictions[i] for i in range(len(queries))]

    def _predict_jointly(self, queries: Sequence[Query]) -> dict[int, Prediction]:
        """Return the joint model's predictions of the garments without a given route, by index."""
        indices = [i for i, query in enumerate(queries) if query.category not in self.routes]
        if not indices:
            return {}
        if self.joint is None:
            query = queries[indices[0]]
            raise ValueError(
                f'{query.name or "array"}: category {query.category or "not known"}: there are '
                f'models only for {", ".join(self.routes)}'
            )
        predictions = self.joint.predict([queries[i] for i in indices])
        return dict(zip(indices, predictions, strict=True))


def _with_category_of(joint: Prediction | None, own: Prediction) -> Prediction:
    """Return a category's own prediction, with the joint model's category probabilities if any."""
    if joint is None:
        return own
    return replace(own, category_score=joint.category_score, category_probs=joint.category_probs)


def build_model(
    joint: GarmentModel | None,
    routes: Mapping[str, GarmentModel],
    scales: tuple[float, ...] = (1.0,),
    *,
    refine_crop: bool = False,
    any_rotation: bool = False,
) -> GarmentModel:
    """Combine models into one.

    Args:
        joint: A model for all categories, or None if there are only ``routes``.
        routes: Models for single categories, by category.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.
        any_rotation: As for :class:`~fashionkp.inference.tta.TTAModel`.

    Raises:
        ValueError: If there is no model.
    """
    if routes:
        model: GarmentModel = Router(routes, joint)
    elif joint is not None:
        model = joint
    else:
        raise ValueError('no model: expected one for all images, or one for each category')
    if scales != (1.0,) or refine_crop or any_rotation:
        model = TTAModel(model, scales, refine_crop=refine_crop, any_rotation=any_rotation)
    return model
