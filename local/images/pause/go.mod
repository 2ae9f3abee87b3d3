module aegisvision.io/local/images/pause

go 1.25.0
