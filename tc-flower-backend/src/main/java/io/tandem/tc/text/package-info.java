/** A TC flower filter as tc's command line, both ways. Source: iproute2 6.1, tc/. */
@NullMarked
package io.tandem.tc.text;

import org.jspecify.annotations.NullMarked;
