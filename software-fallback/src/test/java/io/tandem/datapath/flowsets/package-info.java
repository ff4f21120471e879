/** Sets of megaflows and packets, and a datapath with some, for tests and benchmarks. */
@NullMarked
package io.tandem.datapath.flowsets;

import org.jspecify.annotations.NullMarked;
