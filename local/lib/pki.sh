# shellcheck shell=bash
# Certificates and kubeconfigs of one cluster. The working directory is the cluster's state folder.
# RSA throughout: some clients read elliptic-curve keys only with an extra library.

pki_authority() {
  [[ -s pki/ca.crt ]] && return
  mkdir -p pki
  openssl req -x509 -newkey rsa:2048 -nodes -keyout pki/ca.key -out pki/ca.tmp -days 365 -subj /CN=aegis-local 2>/dev/null
  mv pki/ca.tmp pki/ca.crt
}

# pki_issue FILE SUBJECT [SUBJECT_ALTERNATIVE_NAMES]
pki_issue() {
  [[ -s pki/$1.crt ]] && return
  openssl req -newkey rsa:2048 -nodes -keyout "pki/$1.key" -out "pki/$1.csr" -subj "$2" 2>/dev/null
  openssl x509 -req -in "pki/$1.csr" -CA pki/ca.crt -CAkey pki/ca.key -set_serial "0x$(openssl rand -hex 8)" -days 365 \
    -out "pki/$1.tmp" -extfile <(printf 'extendedKeyUsage=clientAuth,serverAuth\n%s' "${3:+subjectAltName=$3}") 2>/dev/null
  mv "pki/$1.tmp" "pki/$1.crt"
}

# pki_kubeconfig FILE CERTIFICATE_NAME SERVER
pki_kubeconfig() {
  [[ -s $1 ]] && return
  mkdir -p "$(dirname "$1")"
  (
    umask 077
    cat >"$1.tmp" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "$3", certificate-authority-data: $(base64 -w0 pki/ca.crt)}}]
users: [{name: $2, user: {client-certificate-data: $(base64 -w0 "pki/$2.crt"), client-key-data: $(base64 -w0 "pki/$2.key")}}]
contexts: [{name: local, context: {cluster: local, user: $2}}]
current-context: local
YAML
  )
  mv "$1.tmp" "$1"
}
