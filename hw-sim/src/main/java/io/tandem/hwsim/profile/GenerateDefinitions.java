package io.tandem.hwsim.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Writes the tables of this package as a SystemVerilog package, as a C++ header, and the profiles for make. */
final class GenerateDefinitions {
    /** Argument: the folder for the files. Those that would not change are left alone. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        write(folder.resolve("nic_defs_pkg.sv"), systemVerilog());
        write(folder.resolve("nic_defs.h"), cpp());
        write(folder.resolve("profiles.mk"), make());
    }

    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
    }

    private static String systemVerilog() {
        StringBuilder out =
                new StringBuilder("// Generated from the tables in io.tandem.hwsim.profile.\npackage nic_defs_pkg;\n");
        for (Layout layout : Layout.ALL) {
            out.append("  localparam int %s_W = %d;%n".formatted(layout.prefix(), layout.width()));
            for (BitField part : layout.parts()) {
                range(out, layout.prefix() + "_" + part.name(), part);
            }
        }
        out.append("  localparam int BEAT_W = %d;%n".formatted(DescriptorBits.BEAT * Byte.SIZE));
        for (TunnelHeaderKind kind : TunnelHeaderKind.values()) {
            out.append("  localparam logic [1:0] POP_%s = 2'd%d;%n".formatted(kind.name(), kind.code()));
        }
        for (Verdict verdict : Verdict.values()) {
            out.append("  localparam logic [1:0] VERDICT_%s = 2'd%d;%n".formatted(verdict.name(), verdict.code()));
        }
        for (Command command : Command.values()) {
            out.append("  localparam logic [7:0] CMD_%s = 8'd%d;%n".formatted(command.name(), command.code()));
        }
        for (CommandStatus status : CommandStatus.values()) {
            out.append("  localparam logic [3:0] STATUS_%s = 4'd%d;%n".formatted(status.name(), status.code()));
        }
        for (Register register : Register.values()) {
            out.append("  localparam logic [11:0] REG_%s = 12'h%03x;%n".formatted(register.name(), register.number()));
        }
        out.append("  localparam int MASK_STRIDE = " + Register.MASK_STRIDE + ";\n");
        out.append("  localparam logic [63:0] ID_VALUE = 64'h%016x;%n".formatted(Register.ID_VALUE));
        accesses(out);
        beats(out);
        return out.append("endpackage\n").toString();
    }

    private static void range(StringBuilder out, String name, BitField part) {
        out.append("  localparam int %s_LSB = %d;%n".formatted(name, part.lsb()));
        if (part.width() > 1) {
            out.append("  localparam int %s_W = %d;%n".formatted(name, part.width()));
        }
    }

    /** What can be done with the register of a number, of a NIC with so many ports and tuples. */
    private static void accesses(StringBuilder out) {
        out.append("""
                  // {writes, reads}; zero where there is no such register
                  function automatic logic [1:0] register_access(logic [11:0] number, int ports, int tuples);
                """);
        for (Register register : Register.values()) {
            out.append("    if (%s) return 2'b%s%s;%n"
                    .formatted(
                            register.has(),
                            register.access().writes() ? "1" : "0",
                            register.access().reads() ? "1" : "0"));
        }
        out.append("    return 2'b00;\n  endfunction\n");
    }

    /** How long the descriptor of each command is. */
    private static void beats(StringBuilder out) {
        out.append("""
                  // beats of a command's descriptor; zero where there is no such command
                  function automatic logic [2:0] command_beats(logic [7:0] code);
                    unique case (code)
                """);
        for (Command command : Command.values()) {
            out.append("      CMD_%s: return 3'd%d;%n".formatted(command.name(), command.beats()));
        }
        out.append("      default: return 3'd0;\n    endcase\n  endfunction\n");
    }

    private static String cpp() {
        StringBuilder out = new StringBuilder(
                "// Generated from the tables in io.tandem.hwsim.profile.\n#pragma once\n#include <cstdint>\n\n");
        out.append("constexpr int KEY_WORDS = %d;%nconstexpr int ACTION_WORDS = %d;%n"
                .formatted(KeyBits.WORDS, ActionBits.WORDS));
        out.append("constexpr int BEAT_BYTES = %d;%n".formatted(DescriptorBits.BEAT));
        for (Layout layout : List.of(Layout.DESCRIPTOR, Layout.COMPLETION)) {
            out.append("constexpr int %s_BITS = %d;%n".formatted(layout.prefix(), layout.width()));
            for (BitField part : layout.parts()) {
                String name = layout.prefix() + "_" + part.name();
                out.append("constexpr int %s_LSB = %d;%nconstexpr int %s_BITS = %d;%n"
                        .formatted(name, part.lsb(), name, part.width()));
            }
        }
        for (Register register : Register.values()) {
            out.append("constexpr std::uint32_t REG_%s = 0x%04x;%n".formatted(register.name(), register.address()));
        }
        for (Verdict verdict : Verdict.values()) {
            out.append("constexpr std::uint32_t VERDICT_%s = %d;%n".formatted(verdict.name(), verdict.code()));
        }
        for (Command command : Command.values()) {
            out.append("constexpr std::uint32_t CMD_%s = %d;%n".formatted(command.name(), command.code()));
        }
        for (CommandStatus status : CommandStatus.values()) {
            out.append("constexpr std::uint32_t STATUS_%s = %d;%n".formatted(status.name(), status.code()));
        }
        return out.toString();
    }

    private static String make() {
        StringBuilder out = new StringBuilder("# Generated from NicProfile.\n");
        out.append("PROFILES :=").append(names(profile -> true)).append('\n');
        out.append("ALWAYS :=").append(names(NicProfile::builtAlways)).append('\n');
        for (NicProfile profile : NicProfile.values()) {
            out.append(profile.text())
                    .append("_PARAMETERS := ")
                    .append(profile.options())
                    .append('\n');
        }
        return out.toString();
    }

    private static String names(Predicate<NicProfile> some) {
        return Arrays.stream(NicProfile.values())
                .filter(some)
                .map(profile -> " " + profile.text())
                .collect(Collectors.joining());
    }

    private GenerateDefinitions() {}
}
