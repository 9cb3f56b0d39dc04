"""NE and time of an exported model in float32, and in int8 with weights of seven and eight bits.

    python benchmarks/int8.py float32.onnx data/fashionai/train

Calibrates with 64 photos of the training split, and predicts the category and points of those of
the validation split. Times are those of the processor for a photo; the models alternate.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from measurement.alternating import alternate
from measurement.image_errors import image_errors

from fashionkp.inference.devices import BACKENDS, GPU_BACKEND
from fashionkp.inference.predictor import BATCH_SIZE, Predictor
from fashionkp.score import bootstrap_interval
from fashionkp_mm.export.calibration_images import (
    GarmentImages,
    find_garment_images,
    split_images,
)
from fashionkp_mm.export.metadata import set_card
from fashionkp_mm.export.quantization import (
    CALIBRATION_IMAGES,
    TEST_IMAGES,
    model_inputs,
    quantize,
)

BITS = (8, 7)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('model', type=Path, help='exported model in float32')
    parser.add_argument('images', type=Path, help='archive or table with annotations')
    parser.add_argument('--threads', type=int, default=1, help='threads (default: %(default)s)')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    card = Predictor(args.model).card
    calibration, test = split_images(
        find_garment_images(args.images, card.categories), CALIBRATION_IMAGES, TEST_IMAGES
    )
    inputs = model_inputs(calibration, card.input_size, unbiased=card.unbiased)
    with TemporaryDirectory() as folder:
        files = {'float32': args.model}
        for bits in BITS:
            files[f'{bits}-bit weights'] = path = Path(folder) / f'{bits}.onnx'
            data = quantize(args.model.read_bytes(), inputs, seven_bits=bits == 7)
            path.write_bytes(set_card(data, replace(card, precision='int8')))
        for backend in BACKENDS.keys() - {GPU_BACKEND}:
            compare({name: Predictor(f, backend, args.threads) for name, f in files.items()}, test)
            print(f'  with {backend}, {len(test)} photos', flush=True)


def compare(models: dict[str, Predictor], test: GarmentImages) -> None:
    """Print a line for each model; the first is the one that others are compared with."""
    queries = list(test.queries())

    def seconds(model: Predictor) -> float:
        crops = [model.prepare(query) for query in queries[:BATCH_SIZE]]
        start = time.process_time()
        model.predict_batch(crops)
        return (time.process_time() - start) / len(crops)

    times = alternate({name: partial(seconds, model) for name, model in models.items()}, rounds=5)
    errors = {
        name: image_errors(test.table, list(model.predict(queries)))
        for name, model in models.items()
    }
    baseline, _ = next(iter(errors.values()))
    for name, (sums, counts) in errors.items():
        low, high = bootstrap_interval(sums - baseline, counts)
        milliseconds = 1000 * statistics.median(times[name])
        ne = sums.sum() / counts.sum()
        print(f'{name:14} NE {ne:.2f}, change {low:+.2f} to {high:+.2f}, {milliseconds:.1f} ms')


if __name__ == '__main__':
    main()
