/** What a rule of rte_flow costs: Tandem and a C program side by side on one driver. */
@NullMarked
package io.tandem.conformance.rtespeed;

import org.jspecify.annotations.NullMarked;
