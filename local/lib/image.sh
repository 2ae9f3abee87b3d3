# shellcheck shell=bash
# Making an image from a folder of files, and putting it into the registry's store. Reads `root`, the checkout.

image_exists() { [[ -e $root/target/registry/docker/registry/v2/repositories/aegis/$1/_manifests/tags/$2/current/link ]]; }

# image_make NAME TAG PARENT CONTENTS: runs `CONTENTS FOLDER` to fill the root file system (laid over PARENT, `name:tag`
# of an image in the store, or over nothing), with `config ARGUMENT...` available for `buildah config`.
image_make() (
  local name=$1 tag=$2 parent=$3 contents=$4 work container
  mkdir -p "$root/target/registry" "$root/target/images"
  work=$(mktemp -d "$root/target/images/work.XXXXXX")
  # the layers that a build needs for a while stay in the checkout
  export STORAGE_DRIVER=overlay BUILDAH_ISOLATION=chroot
  buildah() { command buildah --root "$work/store" --runroot "$work/run" "$@"; }
  registry_start
  trap 'registry_end; buildah umount --all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
  mkdir "$work/root"
  : >"$work/config"
  export IMAGE_CONFIG=$work/config IMAGE_CACHE=$root/target/images/cache IMAGE_ROOT=$root
  mkdir -p "$IMAGE_CACHE"
  (cd "$(dirname "$contents")" && bash -euo pipefail "$contents" "$work/root")
  if [[ -n $parent ]]; then
    container=$(buildah from --quiet --tls-verify=false "127.0.0.1:$registry_port/aegis/$parent")
  else
    container=$(buildah from scratch)
  fi
  buildah add --quiet "$container" "$work/root" / >/dev/null
  local -a arguments=()
  while IFS= read -r -d '' argument; do arguments+=("$argument"); done <"$IMAGE_CONFIG"
  ((${#arguments[@]} == 0)) || buildah config "${arguments[@]}" "$container"
  buildah commit --quiet --disable-compression --timestamp 0 "$container" "aegis/$name:$tag" >/dev/null
  # uncompressed: the registry is on this machine, so packing and unpacking would only cost time
  buildah push --quiet --disable-compression --tls-verify=false "aegis/$name:$tag" \
    "docker://127.0.0.1:$registry_port/aegis/$name:$tag"
)

# A registry on a free port of the loopback address, for as long as a push takes.
registry_start() {
  registry_port=$((20000 + RANDOM % 10000))
  cat >"$work/registry.yaml" <<YAML
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $root/target/registry}}
http: {addr: "127.0.0.1:$registry_port"}
YAML
  "$root/target/tools/bin/registry" serve "$work/registry.yaml" >"$work/registry.log" 2>&1 &
  registry_pid=$!
  wait_for 10 "registry for pushing" curl -sf "http://127.0.0.1:$registry_port/v2/"
}
registry_end() { kill "$registry_pid" 2>/dev/null && wait "$registry_pid" 2>/dev/null || true; }
