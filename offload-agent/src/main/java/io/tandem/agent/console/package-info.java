/** The console: the page that shows the agent in a browser. */
@NullMarked
package io.tandem.agent.console;

import org.jspecify.annotations.NullMarked;
