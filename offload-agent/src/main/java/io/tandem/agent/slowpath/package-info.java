/** Who decides what happens to packets that no flow matches. */
@NullMarked
package io.tandem.agent.slowpath;

import org.jspecify.annotations.NullMarked;
