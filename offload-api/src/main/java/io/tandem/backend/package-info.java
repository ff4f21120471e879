/** The contract between the flow table and a device that can hold rules. */
@NullMarked
package io.tandem.backend;

import org.jspecify.annotations.NullMarked;
