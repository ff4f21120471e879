/** The agent as it runs until it is stopped. */
@NullMarked
package io.tandem.agent.run;

import org.jspecify.annotations.NullMarked;
