# shellcheck shell=bash
# Configuration files of one cluster's components, written into its state folder (the working directory). Paths in
# them are those that the components see: the state folder is /run/aegis inside the cluster's mount namespace.
# Reads the variables of write_env in local/cluster and PAUSE_IMAGE.

config_write() {
  local registry
  mkdir -p conf/cni
  audit_policy >conf/audit.yaml
  containerd_toml >conf/containerd.toml
  kubelet_yaml >conf/kubelet.yaml
  printf '127.0.0.1 localhost\n%s node %s\n' "$NODE_IP" "${REGISTRY_NAME%:*}" >conf/hosts
  # ptp and not bridge: every packet between pods is routed, so Service addresses work without br_netfilter
  cat >conf/cni/10-pods.conflist <<EOF2
{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "ptp", "ipMasq": false, "dataDir": "/var/lib/cni/networks",
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "$POD_CIDR"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
EOF2
  # by its name, and by the address that this machine uses as well
  for registry in "$REGISTRY_NAME" "$NODE_IP:5000"; do
    mkdir -p "conf/certs.d/$registry"
    cat >"conf/certs.d/$registry/hosts.toml" <<EOF2
server = "http://$NODE_IP:5000"
[host."http://$NODE_IP:5000"]
  capabilities = ["pull", "resolve"]
EOF2
  done
  cat >conf/registry.yaml <<EOF2
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: /run/aegis-registry}, delete: {enabled: true}}
http: {addr: "$NODE_IP:5000"}
EOF2
  cat >conf/Corefile <<EOF2
cluster.local in-addr.arpa ip6.arpa {
  errors
  ready $NODE_IP:8181
  kubernetes {
    kubeconfig /run/aegis/conf/dns.conf local
    ttl 5
  }
  cache 5
}
${REGISTRY_NAME%:*} {
  errors
  hosts {
    $NODE_IP ${REGISTRY_NAME%:*}
  }
}
. {
  errors
  template ANY ANY {
    rcode NXDOMAIN
  }
}
EOF2
  cluster_objects >conf/objects.yaml
}

audit_policy() {
  cat <<'EOF2'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  # no secret's content in a log
  - level: Metadata
    resources: [{group: "", resources: [secrets]}, {group: authentication.k8s.io}]
    userGroups: ["system:serviceaccounts:aegis-system"]
  - level: Metadata
    resources: [{group: "", resources: [secrets]}]
    verbs: [create, update, patch, delete, deletecollection]
  # who wrote what to our objects, and what came of it
  - level: RequestResponse
    verbs: [create, update, patch, delete, deletecollection]
    resources: [{group: aegisvision.io}]
  # all the operator does: what it writes, and every read, so that a refused one (403) is found
  - level: Request
    userGroups: ["system:serviceaccounts:aegis-system"]
    verbs: [create, update, patch, delete, deletecollection]
  - level: Metadata
    userGroups: ["system:serviceaccounts:aegis-system"]
  - level: Metadata
    verbs: [create, update, patch, delete, deletecollection]
  - level: None
EOF2
}

# restrict_oom_score_adj: without CAP_SYS_RESOURCE runc fails with "can't get final child's PID from pipe: EOF"
containerd_toml() {
  cat <<EOF2
version = 2
root = "/run/aegis/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "/run/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/run/aegis/conf/cni"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "/run/aegis/conf/certs.d"
EOF2
}

kubelet_yaml() {
  cat <<EOF2
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: /run/aegis/pki/ca.crt}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
makeIPTablesUtilChains: false
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
clusterDNS: [$DNS_IP]
clusterDomain: cluster.local
resolvConf: ""
podLogsDir: /var/log/pods
nodeStatusUpdateFrequency: 5s
evictionHard: {nodefs.available: "1%", imagefs.available: "1%", memory.available: "100Mi"}
EOF2
}

# What every cluster has: its name server behind the usual Service, and a class for static local volumes.
cluster_objects() {
  cat <<EOF2
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "aegis-local:dns"}
rules:
  - {apiGroups: [""], resources: [endpoints, services, pods, namespaces], verbs: [list, watch]}
  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: "aegis-local:dns"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "aegis-local:dns"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:dns"}]
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec:
  clusterIP: $DNS_IP
  ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kube-dns-node, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}}
addressType: IPv4
endpoints: [{addresses: ["$NODE_IP"], conditions: {ready: true}}]
ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: local}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
EOF2
}
