# Metainfo of all 24 key points, for a config of one's own:
# metainfo=dict(from_file='configs/_base_/datasets/fashionai.py')
_base_ = []  # without it, MMEngine would not call what is imported

from fashionkp_mm.metainfo import pose_metainfo

dataset_info = pose_metainfo()
