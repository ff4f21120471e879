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
                are. 64 bits a register; one access a clock, a read answers on the next. Words of what is wider come with the
                lowest first. After a change of the tables:

                    java -cp hw-sim/target/classes io.tandem.hwsim.profile.RegisterPage > docs/registers.md

                | number | name | words | access | meaning |
                |---|---|---|---|---|
                """);
        for (Register register : Register.values()) {
            out.append("| 0x%03x | %s | %d | %s | %s |%n"
                    .formatted(
                            register.address(),
                            register.name(),
                            register.words(),
                            access(register.access()),
                            register.meaning()));
        }
        out.append("""

                ## Commands

                A command goes down the lookup pipeline in order with the packets: each packet sees the table wholly before it
                or wholly after it, and the counters that it answers are exact.

                | code | name | what it does |
                |---|---|---|
                """);
        for (Command command : Command.values()) {
            out.append("| %d | %s | %s |%n".formatted(command.code(), command.name(), command.meaning()));
        }
        heading(out, "The key", KeyBits.WIDTH);
        for (KeyBits bits : KeyBits.values()) {
            row(out, bits.name(), bits.lsb(), bits.width());
        }
        heading(out, "An action", ActionBits.WIDTH);
        for (ActionBits bits : ActionBits.values()) {
            row(out, bits.name(), bits.lsb(), bits.width());
        }
        heading(out, "An entry of the edit table", EditBits.WIDTH);
        for (EditBits bits : EditBits.values()) {
            row(out, bits.name(), bits.lsb(), bits.width());
        }
        heading(out, "An entry of the header table", HeaderBits.WIDTH);
        for (HeaderBits bits : HeaderBits.values()) {
            row(out, bits.name(), bits.lsb(), bits.width());
        }
        heading(out, "An entry of the meter table", MeterBits.WIDTH);
        for (MeterBits bits : MeterBits.values()) {
            row(out, bits.name(), bits.lsb(), bits.width());
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

    private static void heading(StringBuilder out, String what, int width) {
        out.append("%n## %s%n%n%d bits.%n%n| bits | part |%n|---|---|%n".formatted(what, width));
    }

    private static void row(StringBuilder out, String name, int lsb, int width) {
        String bits = width == 1 ? Integer.toString(lsb) : lsb + " to " + (lsb + width - 1);
        out.append("| %s | %s |%n".formatted(bits, name));
    }

    private RegisterPage() {}
}
