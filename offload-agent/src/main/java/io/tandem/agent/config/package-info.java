/** What an operator configures: reading tandem.yaml. */
@NullMarked
package io.tandem.agent.config;

import org.jspecify.annotations.NullMarked;
