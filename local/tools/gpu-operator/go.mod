module aegisvision.io/local/tools/gpu-operator

go 1.26.0

// only its published definitions are used: config/crd/bases and config/samples
require github.com/NVIDIA/gpu-operator v0.0.0-20250917190837-d73a0086a6ba
