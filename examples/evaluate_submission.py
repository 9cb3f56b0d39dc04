"""Score a submission by both rules, and list the key points with the largest errors.

    python examples/evaluate_submission.py answers.csv submission.csv

Needs the light core alone.
"""

import sys

from fashionkp.annotations import read_annotations, read_submission
from fashionkp.score import score_tables


def main(answers: str, submission: str) -> None:
    truth, prediction = read_annotations(answers), read_submission(submission)
    for rule in ('official', 'round1'):
        score = score_tables(truth, prediction, rule=rule)
        low, high = score.interval
        print(f'{rule}: NE {score.ne:.2f} % ({low:.2f} to {high:.2f}), {score.images} images')
        for category, ne in score.per_category.items():
            print(f'  {category:10} {ne:6.2f}')

    worst = sorted(score.per_keypoint.items(), key=lambda item: item[1], reverse=True)
    print('largest errors:', ', '.join(f'{name} {ne:.2f}' for name, ne in worst[:3]))


if __name__ == '__main__':
    main(*sys.argv[1:])
