"""One number of threads for libraries that leave no choice."""

import os


def limit_threads(threads: int) -> None:
    """Let PyTorch, OpenCV and the sessions of ONNX Runtime in this process use so many threads.

    rtmlib and Ultralytics create a session with a thread for every core. OpenVINO counts the cores
    that the process may use.
    """
    import cv2
    import onnxruntime
    import torch

    cv2.setNumThreads(threads)
    torch.set_num_threads(threads)
    create = onnxruntime.InferenceSession

    def session(path_or_bytes, sess_options=None, **arguments):
        options = sess_options or onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        return create(path_or_bytes, options, **arguments)

    onnxruntime.InferenceSession = session
    if hasattr(os, 'sched_setaffinity'):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
