# Stacked hourglass of eight stacks, as the paper's.
_base_ = ['hourglass4.py']

model = dict(head=dict(num_stacks=8))
