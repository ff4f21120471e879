/**
 * The NIC's programming interface, described once: key and action bits, registers, commands. The SystemVerilog package
 * and the C++ header are generated from these tables by {@link io.tandem.hwsim.profile.GenerateDefinitions}.
 */
@NullMarked
package io.tandem.hwsim.profile;

import org.jspecify.annotations.NullMarked;
