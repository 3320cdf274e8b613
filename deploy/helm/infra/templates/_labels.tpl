{{- define "infra.labels" -}}
app.kubernetes.io/name: infra
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
