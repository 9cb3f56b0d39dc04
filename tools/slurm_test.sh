#!/usr/bin/env bash
# Test on a Slurm cluster.
# usage: tools/slurm_test.sh PARTITION JOB_NAME CONFIG CHECKPOINT [options of tools/test.py]
# Environment: GPUS (number of processes), GPUS_PER_NODE, CPUS_PER_TASK, SRUN_ARGS. Without GPUs set
# SRUN_ARGS=--gres=none.
set -euo pipefail
[ $# -ge 4 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }

partition=$1
job_name=$2
config=$3
checkpoint=$4
shift 4

# shellcheck disable=SC2086  # SRUN_ARGS holds several arguments
exec srun -p "$partition" \
    --job-name="$job_name" \
    --gres="gpu:${GPUS_PER_NODE:-8}" \
    --ntasks="${GPUS:-8}" \
    --ntasks-per-node="${GPUS_PER_NODE:-8}" \
    --cpus-per-task="${CPUS_PER_TASK:-5}" \
    --kill-on-bad-exit=1 \
    ${SRUN_ARGS:-} \
    python -u "$(dirname "$0")/test.py" "$config" "$checkpoint" --launcher=slurm "$@"
