/** The command line. */
@NullMarked
package io.tandem.agent.cli;

import org.jspecify.annotations.NullMarked;
