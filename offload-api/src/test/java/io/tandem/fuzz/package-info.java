/** What must hold of every decoder for any input: fuzz tests, run over the committed inputs in every build. */
@NullMarked
package io.tandem.fuzz;

import org.jspecify.annotations.NullMarked;
