"""MMPose's own inferencer."""

from collections.abc import Callable, Sequence

from libraries.runtime_threads import limit_threads


def mmpose_runs(
    name: str,
    config: str,
    weights: str,
    files: Sequence[str],
    batch_size: int,
    threads: int | None = None,
) -> dict[str, Callable[[], object]]:
    """Return a function that predicts the points of files, by the name of the variant.

    Each image is one garment. The inferencer processes one image at a time for any batch size.
    """
    if threads is not None:
        limit_threads(threads)
    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmpose.apis import MMPoseInferencer

    inferencer = MMPoseInferencer(config, weights, device='cpu', det_model='whole_image')

    def run() -> None:
        for _ in inferencer(files, batch_size=batch_size):
            pass

    return {name: run}
