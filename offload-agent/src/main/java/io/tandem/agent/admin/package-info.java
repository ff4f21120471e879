/** The admin API: health, metrics and flows over HTTP, and the console page. The only part that knows Vert.x. */
@NullMarked
package io.tandem.agent.admin;

import org.jspecify.annotations.NullMarked;
