/** Rules in the language of testpmd, both ways. */
@NullMarked
package io.tandem.rte.text;

import org.jspecify.annotations.NullMarked;
