"""Export of trained models to ONNX files, which run without PyTorch."""

from fashionkp_mm.export.graph import GarmentGraph
from fashionkp_mm.export.onnx_export import export_model
from fashionkp_mm.export.parity import Parity

__all__ = ['GarmentGraph', 'Parity', 'export_model']
