package io.tandem.tc.act;

import io.tandem.tc.filter.TcAction;
import io.tandem.tc.host.NoMegaflowException;

/**
 * The action that is being read.
 *
 * @param index where it is in its list
 * @param action the action
 */
record ReadPoint(int index, TcAction action) {
    /** No megaflow does what it does. */
    NoMegaflowException no(String sentence) {
        return NoMegaflowException.action(index, action, sentence);
    }
}
