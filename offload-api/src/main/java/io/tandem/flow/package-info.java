/** The flow language's keys: the one table of fields, packed keys and masks, and the megaflow. */
@NullMarked
package io.tandem.flow;

import org.jspecify.annotations.NullMarked;
