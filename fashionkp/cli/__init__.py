"""The command ``fashionkp``: a module for each sub-command; slow imports happen in ``main``."""
