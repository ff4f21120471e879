/** The actions of a megaflow as TC actions. */
@NullMarked
package io.tandem.tc.act;

import org.jspecify.annotations.NullMarked;
