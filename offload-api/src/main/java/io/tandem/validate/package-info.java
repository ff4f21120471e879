/** The datapath's own rules for keys and actions: what a kernel refuses, and why. */
@NullMarked
package io.tandem.validate;

import org.jspecify.annotations.NullMarked;
