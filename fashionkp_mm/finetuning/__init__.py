"""Fine-tuning: from a table of your own photos to a model, in a given time."""

from fashionkp_mm.finetuning.run import FineTuned, finetune

__all__ = ['FineTuned', 'finetune']
