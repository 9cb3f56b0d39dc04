# Stacked hourglass of four stacks, as the reference solution's; it has no pretrained weights.
_base_ = ['cpn_r50.py']

model = dict(
    backbone=dict(_delete_=True, type='FirstHourglass'),
    head=dict(
        _delete_=True,
        type='StackedHourglassHead',
        in_channels=(256, 256),
        out_channels=None,
        num_stacks=4,
        decoder=_base_.codec,
    ),
    garment_head=dict(in_channels=256),
)
