package io.tandem.hwsim.profile;

/** The page docs/registers.md, from the tables of this package. */
final class RegisterPage {
    /** Prints the page. */
    public static void main(String[] arguments) {
        System.out.print(text());
    }

    static String text() {
        StringBuilder out = new StringBuilder("""
                # The registers of the simulated NIC

                Made of the tables in `io.tandem.hwsim.profile`, as the SystemVerilog package and the C++ header of the build
                are. After a change of the tables:

                    java -cp hw-sim/target/classes io.tandem.hwsim.profile.RegisterPage > docs/registers.md

                The control bus is AXI4-Lite, 64 bits wide. A register's address is eight times its number. An address that is no
                register's is answered by DECERR; an access that the register does not have, and a write of less than eight bytes,
                by SLVERR, and nothing is done. Words of what is wider come with the lowest first.

                | number | name | registers | access | meaning |
                |---|---|---|---|---|
                """);
        for (Register register : Register.values()) {
            out.append("| 0x%03x | %s | %d | %s | %s |%n"
                    .formatted(
                            register.number(),
                            register.name(),
                            register.most(),
                            access(register.access()),
                            register.meaning()));
        }
        out.append("""

                ## Commands

                A command comes as a descriptor on one AXI4-Stream, beats of 64 bytes of which the last one is marked, and its
                completion goes to the host on another. Several are under way at a time; completions come in the order of the
                descriptors, and neither stream loses anything where the other side is not ready. A command goes down the lookup
                pipeline in order with the packets: each packet sees the table wholly before it or wholly after it, and the
                counters that it answers are exact.

                | code | name | beats | what it does |
                |---|---|---|---|
                """);
        for (Command command : Command.values()) {
            out.append("| %d | %s | %d | %s |%n"
                    .formatted(command.code(), command.name(), command.beats(), command.meaning()));
        }
        out.append("""

                Every command is answered. One that ends ill has changed nothing. READ is answered by five beats, a range by one
                for each rule and one at their end, anything else by one; the last beat is marked.

                | status | name | what it says |
                |---|---|---|
                """);
        for (CommandStatus status : CommandStatus.values()) {
            out.append("| %d | %s | %s |%n".formatted(status.code(), status.name(), status.meaning()));
        }
        out.append("""

                ## Parity

                Each entry of these tables has a parity bit. FLIP of a descriptor that writes one has it stored with a bit wrong,
                after the parity was reckoned: FLIPPED is the number of the 64-bit word whose lowest bit it is, of the mask from %d
                on in the TCAM, %d for the parity bit, %d for the bit that says that there is something, which can be so with DELETE
                too.

                | code | table | numbered by | an entry |
                |---|---|---|---|
                """.formatted(KeyBits.WORDS, NicTable.FLIP_PARITY, NicTable.FLIP_THERE));
        for (NicTable table : NicTable.values()) {
            out.append(
                    "| %d | %s | %s | %s |%n".formatted(table.code(), table.name(), table.numbered(), table.meaning()));
        }
        for (Layout layout : Layout.ALL) {
            out.append("%n## %s%n%n%d bits.%n%n| bits | part |%n|---|---|%n".formatted(layout.title(), layout.width()));
            for (BitField part : layout.parts()) {
                row(out, part);
            }
        }
        return out.toString();
    }

    private static String access(Register.Access access) {
        return switch (access) {
            case READ -> "read";
            case WRITE -> "write";
            case BOTH -> "both";
        };
    }

    private static void row(StringBuilder out, BitField part) {
        int lsb = part.lsb();
        String bits = part.width() == 1 ? Integer.toString(lsb) : lsb + " to " + (lsb + part.width() - 1);
        out.append("| %s | %s |%n".formatted(bits, part.name()));
    }

    private RegisterPage() {}
}
