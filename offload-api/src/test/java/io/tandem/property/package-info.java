/** Random matches, flows and actions, and the properties that every codec has for all of them. */
@NullMarked
package io.tandem.property;

import org.jspecify.annotations.NullMarked;
