/** Sample traffic: realistic frames made by the project, so that a first run has something to forward. */
@NullMarked
package io.tandem.agent.traffic;

import org.jspecify.annotations.NullMarked;
