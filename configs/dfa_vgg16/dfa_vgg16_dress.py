_base_ = '../_base_/dfa_vgg16.py'

from fashionkp_mm.recipes import for_category

model, train_dataloader, val_dataloader, test_dataloader = for_category('dress', 'num_joints')
