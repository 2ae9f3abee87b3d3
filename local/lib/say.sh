# shellcheck shell=bash
# How the scripts speak: a step that is done, a step that was up to date, a reason to stop.

step() { printf '==> %s\n' "$*" >&2; }
skip() { printf '  - %s: up to date\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# wait_for SECONDS WHAT COMMAND...: polls until the command succeeds.
wait_for() {
  local seconds=$1 what=$2 end
  shift 2
  end=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || die "$what: not within $seconds s"
    sleep 0.2
  done
}
