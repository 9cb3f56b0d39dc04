# CPN on DetNet as in the reference solution: no level of stride 4, and heatmaps twice as large as
# the finest level. The reference has 20.73 M parameters; the 0.13 M more are the 1x1 convolutions
# between the levels of stride 16, which it leaves out.
_base_ = ['cpn_r50.py']

model = dict(
    backbone=dict(type='DetNet', width=1024, out_indices=(1, 2, 3, 4)),
    head=dict(in_channels=(512, 1024, 1024, 1024), upscale=2),
    garment_head=dict(in_channels=1024),
)
