"""Ask a running server for the key points of photos.

    fashionkp serve
    python examples/serve_client.py http://127.0.0.1:8000 photos/*.jpg

Needs Python alone; the server needs 'fashionkp-mm[runtime,serve]'.
"""

import json
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def predict(server: str, photo: Path) -> dict:
    """Return what ``Prediction.as_dict()`` returns, with lengths and attributes."""
    with urlopen(Request(f'{server}/predict', photo.read_bytes())) as response:
        return json.load(response)


def main(server: str, *photos: str) -> None:
    for photo in photos:
        try:
            garment = predict(server, Path(photo))
        except HTTPError as error:  # 503: the server is busy, try again after "Retry-After"
            print(f'{photo}: {json.load(error)["detail"]}')
            continue
        present = {name: p for name, p in garment['keypoints'].items() if p['present']}
        print(f'{photo}: {garment["category"]}, {len(present)} points')
        for name, point in present.items():
            print(f'  {name:16} {point["x"]:7.1f} {point["y"]:7.1f}  score {point["score"]:.2f}')


if __name__ == '__main__':
    main(*sys.argv[1:])
