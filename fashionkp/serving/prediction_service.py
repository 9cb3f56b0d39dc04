"""From an HTTP request with an image to a prediction."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from anyio import CapacityLimiter, to_thread
from fastapi import HTTPException, Request

from fashionkp.inference.cpu_features import core_count
from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.one_core import one_core, workers_of
from fashionkp.inference.predictor import BATCH_SIZE
from fashionkp.inference.query import Crop, Query
from fashionkp.inference.rounds import Rounds
from fashionkp.predictions.prediction import Prediction
from fashionkp.serving.batcher import Batcher
from fashionkp.serving.limits import Limits
from fashionkp.serving.requests_in_progress import Busy, RequestInProgress, RequestsInProgress
from fashionkp.serving.upload import Upload, decode_upload, read_upload


class Model(Protocol):
    """A model to serve, such as :class:`~fashionkp.inference.predictor.Predictor`."""

    card: ModelCard

    @property
    def is_augmented(self) -> bool:
        """Whether a garment is predicted in several views."""

    def rounds(self, query: Query) -> Rounds:
        """Predict a garment in its views, if there are several."""

    def prepare(self, query: Query) -> Crop:
        """Return the crop of a garment in one view; called from several threads."""

    def predict_batch(self, batch: Sequence[Crop]) -> Sequence[Prediction]:
        """Return one prediction for each crop; called from as many threads as
        :func:`~fashionkp.inference.one_core.workers_of` returns."""


class PredictionService:
    """Reads, decodes and predicts the images of requests, in batches.

    Args:
        model: The model.
        limits: Limits on requests.
    """

    def __init__(self, model: Model, limits: Limits) -> None:
        self.model, self.limits = model, limits
        self._workers = workers_of(model)
        batch_size = limits.batch_size or (1 if self._workers > 1 else BATCH_SIZE)
        self.batcher = Batcher(
            self._predict_batch, batch_size, limits.capacity, workers=self._workers
        )
        self._all_cores = threading.Lock()
        self.requests = RequestsInProgress(limits.bodies * limits.max_bytes)
        # One decoder a core: a large image takes much memory while it is decoded.
        self._decoders = CapacityLimiter(core_count())

    def _predict_batch(self, batch: Sequence[Crop]) -> Sequence[Prediction]:
        """Predict on one core beside others, or on all cores if few requests are in progress."""
        if self.batcher.active > self._workers // 2:
            with one_core():
                return self.model.predict_batch(batch)
        with self._all_cores:
            return self.model.predict_batch(batch)

    async def predict(self, request: Request, category: str | None) -> Prediction:
        """Predict the garment in a request's image.

        Args:
            request: Its body has not been read.
            category: Category of the garment; None to predict it.

        Raises:
            HTTPException: If the body is rejected (4xx), or the server is busy (503).
        """
        try:
            with self.requests.new() as progress:
                return await progress.run(self._predict(request, category, progress))
        except Busy as busy:
            headers = {'Retry-After': '1'}
            if self.requests.are_refused:
                headers['Connection'] = 'close'
            raise HTTPException(503, str(busy), headers) from busy

    async def _predict(
        self, request: Request, category: str | None, progress: RequestInProgress
    ) -> Prediction:
        upload = await read_upload(request, self.limits, progress.receive)
        progress.body_is_whole()
        with self.batcher.slot() as submit:
            if self.model.is_augmented:
                decode = partial(self._decode, upload, category)
                del upload
                return await self._predict_views(decode, submit, progress)
            prepare = partial(self._prepare, upload, category)
            crop = await to_thread.run_sync(prepare, limiter=self._decoders)
            del upload, prepare  # they hold the body
            progress.release_body()
            return await asyncio.wrap_future(submit(crop))

    async def _predict_views(
        self,
        decode: Callable[[], Query],
        submit: Callable[[Crop], Future[Prediction]],
        progress: RequestInProgress,
    ) -> Prediction:
        """Predict a garment in several views.

        Its image is kept until the last view, so that no other image takes the place of its
        decoder.
        """
        async with self._decoders:
            query = await to_thread.run_sync(decode)
            del decode  # it holds the body
            progress.release_body()
            rounds = self.model.rounds(query)
            views = next(rounds)
            while True:
                crops = await to_thread.run_sync(self._crops, views)
                futures = [asyncio.wrap_future(submit(crop)) for crop in crops]
                try:
                    views = rounds.send(await asyncio.gather(*futures))
                except StopIteration as end:
                    return end.value

    def _crops(self, views: Sequence[Query]) -> list[Crop]:
        return [self.model.prepare(view) for view in views]

    def _prepare(self, upload: Upload, category: str | None) -> Crop:
        return self.model.prepare(self._decode(upload, category))

    def _decode(self, upload: Upload, category: str | None) -> Query:
        return Query(decode_upload(upload, self.limits), upload.name, category)
