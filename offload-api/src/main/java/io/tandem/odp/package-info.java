/** ODP text, both ways: what {@code ovs-dpctl dump-flows} prints and {@code add-flow} reads. */
@NullMarked
package io.tandem.odp;

import org.jspecify.annotations.NullMarked;
