/** What a flow does with its packets: the actions of the datapath ABI. */
@NullMarked
package io.tandem.action;

import org.jspecify.annotations.NullMarked;
