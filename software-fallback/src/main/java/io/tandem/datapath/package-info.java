/** The software datapath: what carries every packet that no hardware carries. */
@NullMarked
package io.tandem.datapath;

import org.jspecify.annotations.NullMarked;
