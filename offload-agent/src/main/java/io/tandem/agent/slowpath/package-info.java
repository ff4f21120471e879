/** Slow paths: what decides over the packets that no megaflow matches. */
@NullMarked
package io.tandem.agent.slowpath;

import org.jspecify.annotations.NullMarked;
