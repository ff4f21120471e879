package io.tandem.hwsim.profile;

import java.util.List;

/**
 * What the parts of something are that the NIC and its driver both know.
 *
 * @param title heading on the page of the registers
 * @param prefix what its parts' names begin with in the RTL
 * @param width bits of the whole
 * @param parts where each lies
 */
record Layout(String title, String prefix, int width, List<? extends BitField> parts) {
    /** What the host sends for a command. */
    static final Layout DESCRIPTOR =
            new Layout("A descriptor", "DESC", DescriptorBits.WIDTH, List.of(DescriptorBits.values()));

    /** What it gets for it. */
    static final Layout COMPLETION =
            new Layout("A completion", "COMP", CompletionBits.WIDTH, List.of(CompletionBits.values()));

    /** All of them. */
    static final List<Layout> ALL = List.of(
            DESCRIPTOR,
            COMPLETION,
            new Layout("The key", "KEY", KeyBits.WIDTH, List.of(KeyBits.values())),
            new Layout("An action", "ACT", ActionBits.WIDTH, List.of(ActionBits.values())),
            new Layout("An entry of the edit table", "EDIT", EditBits.WIDTH, List.of(EditBits.values())),
            new Layout("An entry of the header table", "HEADER", HeaderBits.WIDTH, List.of(HeaderBits.values())),
            new Layout("An entry of the meter table", "METER", MeterBits.WIDTH, List.of(MeterBits.values())),
            new Layout("An entry of the parity log", "PARITY", ParityBits.WIDTH, List.of(ParityBits.values())));
}
