#!/usr/bin/env bash
# Train with several processes, on one machine or several.
# usage: tools/dist_train.sh CONFIG PROCESSES [options of tools/train.py]
# Several machines: set NNODES, NODE_RANK, MASTER_ADDR and PORT on each. OMP_NUM_THREADS: threads of
# each process, by default its share of the cores.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }

config=$1
processes=$2
shift 2

# torchrun would set one thread per process
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
share=$((cores / processes))
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$((share > 0 ? share : 1))}"

exec python -m torch.distributed.run \
    --nnodes="${NNODES:-1}" \
    --node_rank="${NODE_RANK:-0}" \
    --master_addr="${MASTER_ADDR:-127.0.0.1}" \
    --master_port="${PORT:-29500}" \
    --nproc_per_node="$processes" \
    "$(dirname "$0")/train.py" "$config" --launcher pytorch "$@"
