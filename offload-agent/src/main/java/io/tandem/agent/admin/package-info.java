/** The admin API and the console, over HTTP. */
@NullMarked
package io.tandem.agent.admin;

import org.jspecify.annotations.NullMarked;
