# shellcheck shell=bash
# What the demo's stage is made of, on a cluster of one's own (local/demo/up) and on another (local/demo/elsewhere).
# Reads `root`, the checkout, and `out`, the folder for what is rendered; kubectl and helm speak to the cluster of KUBECONFIG.

IMAGES="pause java triton kafka camera dataplane operator"

phase() { step "[$((SECONDS / 60)):$(printf %02d $((SECONDS % 60)))] $*"; }

# stage_prepare: tools, jars, videos, images; needs no cluster
stage_prepare() {
  phase "setup"
  "$root/local/setup"
  phase "jars"
  "$root/local/images/jars"
  phase "videos and golden clips"
  "$root/examples/street/assets"
  phase "images"
  # shellcheck disable=SC2086
  "$root/local/images/build" $IMAGES
}

# stage_infra KUSTOMIZATION IMAGE_KAFKA IMAGE_CAMERA: broker and cameras of a kustomization folder, with their images
stage_infra() {
  local layer=$out/infra camera
  mkdir -p "$layer"
  cat >"$layer/kustomization.yaml" <<YAML
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: ["$(realpath --relative-to="$layer" "$1")"]
images:
  - {name: kafka, newName: "${2%:*}", newTag: "${2##*:}"}
  - {name: camera, newName: "${3%:*}", newTag: "${3##*:}"}
YAML
  # a Job cannot be changed: one that stands for another image goes first
  if [[ $(kubectl -n street-demo get job topic -o 'jsonpath={.spec.template.spec.containers[0].image}' 2>/dev/null || true) != "$2" ]]; then
    kubectl -n street-demo delete job topic --ignore-not-found 2>/dev/null || true
  fi
  kubectl apply --server-side --force-conflicts -k "$layer" >/dev/null
  kubectl -n street-demo rollout status statefulset/kafka --timeout=180s >/dev/null
  for camera in north south east; do
    kubectl -n street-demo rollout status "deployment/camera-$camera" --timeout=120s >/dev/null
  done
  kubectl -n street-demo wait --for=condition=Complete job/topic --timeout=120s >/dev/null
}

# stage_operator IMAGE_OPERATOR IMAGE_DATAPLANE IMAGE_TRITON PLAIN_HTTP_REGISTRY
stage_operator() {
  # helm installs CRDs once and never changes them
  kubectl apply --server-side --force-conflicts -f "$root/helm/aegisvision/crds" >/dev/null
  helm upgrade --install aegisvision "$root/helm/aegisvision" --namespace aegis-system --create-namespace \
    --set-string "operator.image=$1,images.dataplane=$2,images.triton=$3" \
    --set "insecureRegistries={$4}" --wait --timeout 240s >/dev/null
}

# stage_tenant: the tenant's namespace with the Secret that says where the broker is
stage_tenant() {
  kubectl create namespace plant-7 --dry-run=client -o yaml | kubectl apply --server-side -f - >/dev/null
  kubectl -n plant-7 create secret generic kafka --from-literal=bootstrap.servers=kafka.street-demo:9092 \
    --dry-run=client -o yaml | kubectl apply --server-side -f - >/dev/null
}

# stage_example REGISTRY [FOLDER...]: the example as it is applied, in $out/street, with those of its folders that are
# named. Each digest whose line names an artifact (`digest: sha256:… # models/street:v1`) becomes that of what was
# published ($out/published.json).
stage_example() {
  rm -rf "$out/street"
  mkdir -p "$out/street"
  (cd "$root/examples/street" && cp -r ./*.yaml "${@:2}" "$out/street/")
  [[ ${MODE:-cpu} != mig ]] || sed -i 's/^  mode: Cpu$/  mode: Mig/' "$out/street/pool.yaml"
  python3 - "$out/published.json" "$out/street" "$1" <<'PYTHON'
import json, pathlib, re, sys

digests = json.loads(pathlib.Path(sys.argv[1]).read_text())
for file in pathlib.Path(sys.argv[2]).rglob("*.yaml"):

    def published(match):
        if match[2] not in digests:
            sys.exit(f"{file.name}: nothing was published as {match[2]}")
        return f"digest: {digests[match[2]]}{match[1]}{match[2]}"

    text = re.sub(r"digest: sha256:[0-9a-f]{64}( *# *)(\S+/\S+:\S+)", published, file.read_text())
    file.write_text(text.replace("oci://registry.aegis.local:5000/", f"oci://{sys.argv[3]}/"))
PYTHON
}
