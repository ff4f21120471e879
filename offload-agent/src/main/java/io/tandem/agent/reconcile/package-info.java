/** Hardware's and software's counts of one flow, brought together. */
@NullMarked
package io.tandem.agent.reconcile;

import org.jspecify.annotations.NullMarked;
