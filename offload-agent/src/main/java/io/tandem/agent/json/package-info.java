/** Flows, counters and devices as JSON. */
@NullMarked
package io.tandem.agent.json;

import org.jspecify.annotations.NullMarked;
