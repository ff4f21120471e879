/** TC flower rules of a real kernel, with packets: whether what the device answers is what happened. */
@NullMarked
package io.tandem.conformance.tc;

import org.jspecify.annotations.NullMarked;
