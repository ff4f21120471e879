/** Devices whose rules are TC flower filters. */
@NullMarked
package io.tandem.tc.device;

import org.jspecify.annotations.NullMarked;
