"""Several models behind one face: each category to the model that is made for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.prediction import Prediction


@dataclass(frozen=True)
class Router:
    """Sends each garment to the model of its category.

    Args:
        routes: The model of each category.
        joint: Tells the category where it is not known, and takes the categories that have no model
            of their own.

    Raises:
        ValueError: An unknown category, or a model that does not know the category it is for.
    """

    routes: Mapping[str, GarmentModel]
    joint: GarmentModel | None = None

    def __post_init__(self) -> None:
        for name, model in self.routes.items():
            if category_by_name(name).name not in model.categories:
                raise ValueError(f'the model for {name} knows only {", ".join(model.categories)}')

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that some model knows, in the official order."""
        known = {*self.routes, *(self.joint.categories if self.joint else ())}
        return tuple(name for name in CATEGORIES if name in known)

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """One prediction for each query.

        Raises:
            ValueError: A garment's category is not known and no model can tell it.
        """
        answers: dict[int, Prediction] = {}
        asked = [i for i, one in enumerate(queries) if one.category not in self.routes]
        if asked and self.joint is None:
            one = queries[asked[0]]
            raise ValueError(
                f'{one.name or "array"}: category {one.category or "not known"}: there are models '
                f'only for {", ".join(self.routes)}'
            )
        if self.joint is not None and asked:
            answers.update(zip(asked, self.joint.predict([queries[i] for i in asked]), strict=True))
        for name, model in self.routes.items():
            own = [
                i for i, one in enumerate(queries) if self._category(one, answers.get(i)) == name
            ]
            if own:
                wanted = [replace(queries[i], category=name) for i in own]
                for i, answer in zip(own, model.predict(wanted), strict=True):
                    answers[i] = _told_by(answers.get(i), answer)
        return [answers[i] for i in range(len(queries))]

    def _category(self, query: Query, answer: Prediction | None) -> str | None:
        return query.category or (answer.category if answer else None)


def _told_by(joint: Prediction | None, own: Prediction) -> Prediction:
    """The points of a category's own model, with the category as the joint model told it."""
    if joint is None:
        return own
    return replace(own, category_score=joint.category_score, category_probs=joint.category_probs)


def build_model(
    joint: GarmentModel | None,
    routes: Mapping[str, GarmentModel],
    scales: tuple[float, ...] = (1.0,),
    refine_crop: bool = False,
) -> GarmentModel:
    """One model out of all that is asked for.

    Args:
        joint: A model of any categories, or None where there are only ``routes``.
        routes: Models of single categories, by category.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.

    Raises:
        ValueError: No model at all.
    """
    if routes:
        model: GarmentModel = Router(routes, joint)
    elif joint is not None:
        model = joint
    else:
        raise ValueError('no model: expected one for all images, or one for each category')
    if scales != (1.0,) or refine_crop:
        model = TTAModel(model, scales, refine_crop)
    return model
