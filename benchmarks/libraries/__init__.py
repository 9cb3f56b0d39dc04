"""Prediction with other libraries, and with this one, each in a process of its own."""
