/**
 * A flow table with the semantics of the kernel's: an array of shared masks, hashed buckets, a table of ufids, and a
 * cache from packet hash to mask. Source: net/openvswitch/flow_table.c and datapath.c, Linux 6.1.
 */
@NullMarked
package io.tandem.datapath.masktable;

import org.jspecify.annotations.NullMarked;
