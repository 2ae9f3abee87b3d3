@org.jspecify.annotations.NullMarked
package io.aegisvision.dataplane.bench.tracking;
