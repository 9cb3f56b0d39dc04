"""What charts show and where: positions of bars, lines and labels, for whatever draws them.

The templates of ``html_pages`` draw all charts on pages; :mod:`~fashionkp.charts.raster` draws the
same descriptions as an image.
"""
