{{- define "aegisvision.account" -}}aegis-operator{{- end }}
{{- define "aegisvision.user" -}}system:serviceaccount:{{ .Release.Namespace }}:{{ include "aegisvision.account" . }}{{- end }}
{{- define "aegisvision.selector" -}}
app.kubernetes.io/name: aegis-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "aegisvision.labels" -}}
{{ include "aegisvision.selector" . }}
app.kubernetes.io/part-of: aegisvision
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
