/** Real traffic: two hosts, in network namespaces of a real kernel, that reach each other through Tandem alone. */
@NullMarked
package io.tandem.conformance.traffic;

import org.jspecify.annotations.NullMarked;
