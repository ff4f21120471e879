/** Sample traffic that the project makes itself. */
@NullMarked
package io.tandem.agent.traffic;

import org.jspecify.annotations.NullMarked;
