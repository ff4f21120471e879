/** Sets of megaflows and packets for tests and benchmarks. */
@NullMarked
package io.tandem.datapath.flowsets;

import org.jspecify.annotations.NullMarked;
