"""Build one distribution with two packages: the light core and the MMPose plugin."""

import re
import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
NAME = 'fashionkp-mm'
FOR_THE_INDEX = '*Paths such as `docs/images/skirt.jpg` are those of files in the repository.*'
MIM_FILES = ('model-index.yml', 'tools/train.py', 'tools/test.py')


def requirements(name: str) -> list[str]:
    """Return the lines of ``requirements/<name>.txt`` that name a package."""
    lines = (ROOT / 'requirements' / f'{name}.txt').read_text(encoding='utf-8').splitlines()
    return [line for line in lines if line and not line.startswith(('#', '-'))]


def version() -> str:
    """Return the version without importing the package, which needs its requirements."""
    namespace: dict[str, str] = {}
    exec((ROOT / 'fashionkp' / 'version.py').read_text(encoding='utf-8'), namespace)
    return namespace['__version__']


def readme_alone() -> str:
    """Return the README for a package index, which has no other file of the repository.

    Without images; links to other files and to headings, for which an index has no anchors, become
    their text, and what is installed is the package of the index.
    """
    text = (ROOT / 'README.md').read_text(encoding='utf-8')
    text = re.sub(
        r'^!\[[^\]]*\]\((?!https?:)[^)]+\)\n\n(\*[^*]+\*\n\n)?', '', text, flags=re.MULTILINE
    )
    text = re.sub(r'\[([^\]]+)\]\((?!https?:)[^)\s]+\)', r'\1', text)
    text = re.sub(r"'\.(\[\w+\])' +# in a clone of this repository; ", rf"'{NAME}\1'   # ", text)
    return text.replace('\n\n', f'\n\n{FOR_THE_INDEX}\n\n', 1)


class BuildWithConfigs(build_py):
    """Copies the configs, and what else MIM looks for in a package, into the plugin."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / 'fashionkp_mm' / '.mim'
            shutil.rmtree(target, ignore_errors=True)
            for file in MIM_FILES:
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / file, target / file)
            ignored = shutil.ignore_patterns('__pycache__')
            shutil.copytree(ROOT / 'configs', target / 'configs', ignore=ignored)


setup(
    name=NAME,
    version=version(),
    description='Key points on clothes: FashionAI data, score and models for MMPose',
    long_description=readme_alone(),
    long_description_content_type='text/markdown',
    license='Apache-2.0',
    python_requires='>=3.10',
    keywords='fashion clothes keypoints landmarks FashionAI DeepFashion MMPose ONNX',
    classifiers=[
        'Development Status :: 4 - Beta',
        'Intended Audience :: Developers',
        'Intended Audience :: Science/Research',
        'Operating System :: MacOS',
        'Operating System :: POSIX :: Linux',
        *(f'Programming Language :: Python :: 3.{minor}' for minor in range(10, 14)),
        'Topic :: Scientific/Engineering :: Image Recognition',
        'Typing :: Typed',
    ],
    packages=find_packages(include=['fashionkp', 'fashionkp.*', 'fashionkp_mm', 'fashionkp_mm.*']),
    install_requires=requirements('core'),
    extras_require={
        name: requirements(name) for name in ('stack', 'runtime', 'export', 'serve', 'ray', 'dev')
    },
    package_data={
        'fashionkp': [
            'py.typed',
            'model_zoo/starter.onnx',
            'alignment/templates.json',
            *(f'**/*.{suffix}' for suffix in ('html', 'css', 'js', 'svg', 'txt')),
        ],
        'fashionkp_mm': ['py.typed'],
    },
    entry_points={'console_scripts': ['fashionkp=fashionkp.cli.main:main']},
    cmdclass={'build_py': BuildWithConfigs},
)
