/** Rules of the whole tree, with no list of exceptions: layers, clocks, names, sizes. */
package io.aegisvision.structure;
