/** Protobuf {@code tandem.v1}, both ways: the form in which flows travel and are stored. */
@NullMarked
package io.tandem.proto;

import org.jspecify.annotations.NullMarked;
