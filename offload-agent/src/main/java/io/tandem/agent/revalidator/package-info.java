/** Keeps flows true: dumps both sides, reconciles, verifies, expires. */
@NullMarked
package io.tandem.agent.revalidator;

import org.jspecify.annotations.NullMarked;
