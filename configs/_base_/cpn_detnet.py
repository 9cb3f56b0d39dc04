# CPN on DetNet as its paper describes it; stages 5 and 6 start without pretrained weights.
_base_ = ['cpn_r50.py']

model = dict(
    backbone=dict(type='DetNet', width=256, out_indices=(0, 1, 2, 3, 4)),
    head=dict(in_channels=(256, 512, 1024, 256, 256)),
    garment_head=dict(in_channels=256),
)
