/** A capture file, through the whole system, once. */
@NullMarked
package io.tandem.agent.replay;

import org.jspecify.annotations.NullMarked;
