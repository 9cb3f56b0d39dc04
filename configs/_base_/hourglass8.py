# Stacked hourglass of eight stacks, as in its paper.
_base_ = ['hourglass4.py']

model = dict(head=dict(num_stacks=8))
