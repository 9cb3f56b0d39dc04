"""The console command ``fashionkp``: one module a sub-command, heavy imports inside ``main``."""
