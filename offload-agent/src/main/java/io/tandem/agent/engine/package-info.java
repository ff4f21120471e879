/** The flow table and placement: one entry for each flow, wherever its packets go. */
@NullMarked
package io.tandem.agent.engine;

import org.jspecify.annotations.NullMarked;
