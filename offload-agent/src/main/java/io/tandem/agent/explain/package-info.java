/** What each backend would make of a flow. */
@NullMarked
package io.tandem.agent.explain;

import org.jspecify.annotations.NullMarked;
