"""What happens around training steps."""

from fashionkp_mm.checkpoints.atomic_backend import AtomicBackend
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.engine.bfloat16_optim_wrapper import BFloat16OptimWrapper, mixed_precision
from fashionkp_mm.engine.hooks.channels_last_hook import ChannelsLastHook
from fashionkp_mm.engine.hooks.checkpoint_compatibility_hook import CheckpointCompatibilityHook
from fashionkp_mm.engine.hooks.compile_hook import CompileHook
from fashionkp_mm.engine.hooks.data_fingerprint_hook import DataFingerprintHook
from fashionkp_mm.engine.hooks.finite_loss_hook import FiniteLossHook
from fashionkp_mm.engine.hooks.late_removal_checkpoint_hook import LateRemovalCheckpointHook
from fashionkp_mm.engine.hooks.presence_calibration_hook import PresenceCalibrationHook
from fashionkp_mm.engine.hooks.retain_heap_hook import RetainHeapHook
from fashionkp_mm.engine.hooks.swa_hook import SWAHook
from fashionkp_mm.engine.hooks.sync_statistics_hook import SyncStatisticsHook
from fashionkp_mm.engine.resumable_train_loop import ResumableTrainLoop

__all__ = [
    'AtomicBackend',
    'BFloat16OptimWrapper',
    'ChannelsLastHook',
    'CheckpointCompatibilityHook',
    'CompileHook',
    'DataFingerprintHook',
    'FiniteLossHook',
    'LateRemovalCheckpointHook',
    'PresenceCalibrationHook',
    'ResumableTrainLoop',
    'RetainHeapHook',
    'SWAHook',
    'SyncStatisticsHook',
    'latest_checkpoint',
    'mixed_precision',
]
