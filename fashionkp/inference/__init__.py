"""From images to predictions: sources, boxes, crops, backends, test-time augmentation, outputs."""
