/** Rules that go in and out of a device by templates and a queue of operations, where it has these. */
@NullMarked
package io.tandem.rte.template;

import org.jspecify.annotations.NullMarked;
