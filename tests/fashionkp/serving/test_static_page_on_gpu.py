"""What the exported page does with a GPU whose outputs are wrong, in Chromium without a GPU."""

import pytest
from static_site import file_site

from fashionkp.serving.static_page import PAGES

pytest.importorskip('selenium')


@pytest.fixture(scope='module')
def scripts():
    """Address of the page's own scripts."""
    with file_site(PAGES[1]) as url:
        yield url


GPU_OUTPUTS = {
    'outputs': 'WebGPU',
    '{...outputs, points: [1, 2.3, 3, 4, 5]}': 'WebGPU',
    '{...outputs, points: [1, 9, 3, 4, 5]}': 'CPU (WebGPU computes other points)',
    '{...outputs, points: [1, NaN, 3, 4, 5]}': 'CPU (WebGPU computes other points)',
    '{...outputs, category_probs: [0.6, 0.4]}': 'CPU (WebGPU computes other points)',
    'fail()': 'CPU (WebGPU fails: no memory)',
}


@pytest.mark.parametrize(('gpu', 'chosen'), GPU_OUTPUTS.items())
def test_a_gpu_that_computes_something_else_is_not_used(browser, scripts, gpu, chosen):
    browser.get(f'{scripts}/complete_file.js')
    script = """
    return (async () => {
      const {CheckedNetwork} = await import('./network.js');
      const outputs = {points: [1, 2, 3, 4, 5], category_probs: [0.4, 0.6]};
      const fail = () => { throw new Error('no memory'); };
      const used = [];
      const network = (description, outputsOf) => ({
        description,
        run: async () => (used.push(description), outputsOf()),
        release: async () => used.push(`no ${description}`),
      });
      const cpu = network('CPU', () => outputs);
      const checked = new CheckedNetwork(network('WebGPU', () => (GPU)), cpu);
      const first = await checked.run();
      await checked.run();
      return [first, checked.description, used];
    })();"""
    first, description, used = browser.execute_script(script.replace('(GPU)', f'({gpu})'))
    assert first == {'points': [1, 2, 3, 4, 5], 'category_probs': [0.4, 0.6]}
    assert description == chosen
    name = chosen.partition(' ')[0]
    other = {'WebGPU': 'CPU', 'CPU': 'WebGPU'}[name]
    assert used == ['CPU', 'WebGPU', f'no {other}', name]
