/** What the kernel's filters can, tried on an interface of its own. */
@NullMarked
package io.tandem.tc.probe;

import org.jspecify.annotations.NullMarked;
