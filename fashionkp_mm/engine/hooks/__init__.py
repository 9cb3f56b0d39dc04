"""Hooks of the training run, a file each."""

from fashionkp_mm.engine.hooks.channels_last_hook import ChannelsLastHook
from fashionkp_mm.engine.hooks.checkpoint_compatibility_hook import CheckpointCompatibilityHook
from fashionkp_mm.engine.hooks.compile_hook import CompileHook
from fashionkp_mm.engine.hooks.data_fingerprint_hook import DataFingerprintHook
from fashionkp_mm.engine.hooks.finite_loss_hook import FiniteLossHook
from fashionkp_mm.engine.hooks.garment_bad_case_hook import GarmentBadCaseHook
from fashionkp_mm.engine.hooks.garment_visualization_hook import GarmentVisualizationHook
from fashionkp_mm.engine.hooks.late_removal_checkpoint_hook import LateRemovalCheckpointHook
from fashionkp_mm.engine.hooks.presence_calibration_hook import PresenceCalibrationHook
from fashionkp_mm.engine.hooks.retain_heap_hook import RetainHeapHook
from fashionkp_mm.engine.hooks.run_loggers_hook import RunLoggersHook
from fashionkp_mm.engine.hooks.score_calibration_hook import ScoreCalibrationHook
from fashionkp_mm.engine.hooks.stagewise_training_hook import StagewiseTrainingHook
from fashionkp_mm.engine.hooks.swa_hook import SWAHook
from fashionkp_mm.engine.hooks.sync_statistics_hook import SyncStatisticsHook
from fashionkp_mm.engine.hooks.termination_hook import TerminationHook
from fashionkp_mm.engine.hooks.timed_cosine_hook import TimedCosineHook
from fashionkp_mm.engine.hooks.validation_checkpoint_hook import ValidationCheckpointHook
from fashionkp_mm.engine.hooks.validation_table_hook import ValidationTableHook

__all__ = [
    'ChannelsLastHook',
    'CheckpointCompatibilityHook',
    'CompileHook',
    'DataFingerprintHook',
    'FiniteLossHook',
    'GarmentBadCaseHook',
    'GarmentVisualizationHook',
    'LateRemovalCheckpointHook',
    'PresenceCalibrationHook',
    'RetainHeapHook',
    'RunLoggersHook',
    'SWAHook',
    'ScoreCalibrationHook',
    'StagewiseTrainingHook',
    'SyncStatisticsHook',
    'TerminationHook',
    'TimedCosineHook',
    'ValidationCheckpointHook',
    'ValidationTableHook',
]
