"""What happens around training steps."""

from fashionkp_mm.engine.channels_last_hook import ChannelsLastHook
from fashionkp_mm.engine.presence_calibration_hook import PresenceCalibrationHook

__all__ = ['ChannelsLastHook', 'PresenceCalibrationHook']
