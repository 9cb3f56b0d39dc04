"""What happens around training steps."""

from fashionkp_mm.engine.channels_last_hook import ChannelsLastHook

__all__ = ['ChannelsLastHook']
