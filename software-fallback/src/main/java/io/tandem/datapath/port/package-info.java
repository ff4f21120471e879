/** Where packets leave. */
@NullMarked
package io.tandem.datapath.port;

import org.jspecify.annotations.NullMarked;
