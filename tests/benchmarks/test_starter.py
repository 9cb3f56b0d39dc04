"""The chart of the benchmark of the starter model."""

from xml.etree import ElementTree


def test_the_reliability_chart_is_an_svg_with_a_dot_for_each_tenth(run_script):
    chart = run_script('starter.py')['reliability_chart']
    root = ElementTree.fromstring(chart([dict(mean=0.0, share=0.5), dict(mean=1.0, share=1.0)]))
    dots = [(dot.get('cx'), dot.get('cy')) for dot in root.iter() if dot.tag.endswith('circle')]
    # the frame is 300 wide and high, and its lower left corner is at (60, 320)
    assert dots == [('60.0', '170.0'), ('360.0', '20.0')]
