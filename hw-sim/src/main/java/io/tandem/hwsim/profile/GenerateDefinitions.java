package io.tandem.hwsim.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        StringBuilder out = new StringBuilder("// Generated from the tables in io.tandem.hwsim.profile.\n"
                + "package nic_defs_pkg;\n"
                + "  localparam int KEY_W = " + KeyBits.WIDTH + ";\n"
                + "  localparam int ACT_W = " + ActionBits.WIDTH + ";\n"
                + "  localparam int EDIT_W = " + EditBits.WIDTH + ";\n"
                + "  localparam int HEADER_W = " + HeaderBits.WIDTH + ";\n"
                + "  localparam int METER_W = " + MeterBits.WIDTH + ";\n");
        for (KeyBits bits : KeyBits.values()) {
            range(out, "KEY_" + bits.name(), bits.lsb(), bits.width());
        }
        for (ActionBits bits : ActionBits.values()) {
            range(out, "ACT_" + bits.name(), bits.lsb(), bits.width());
        }
        for (HeaderBits bits : HeaderBits.values()) {
            range(out, "HEADER_" + bits.name(), bits.lsb(), bits.width());
        }
        for (MeterBits bits : MeterBits.values()) {
            range(out, "METER_" + bits.name(), bits.lsb(), bits.width());
        }
        for (EditBits bits : EditBits.values()) {
            range(out, "EDIT_" + bits.name(), bits.lsb(), bits.width());
        }
        for (Verdict verdict : Verdict.values()) {
            out.append("  localparam logic [1:0] VERDICT_%s = 2'd%d;%n".formatted(verdict.name(), verdict.code()));
        }
        for (Command command : Command.values()) {
            out.append("  localparam logic [3:0] CMD_%s = 4'd%d;%n".formatted(command.name(), command.code()));
        }
        for (Register register : Register.values()) {
            out.append("  localparam logic [11:0] REG_%s = 12'h%03x;%n".formatted(register.name(), register.address()));
        }
        out.append("  localparam int MASK_STRIDE = " + Register.MASK_STRIDE + ";\n");
        out.append("  localparam logic [63:0] ID_VALUE = 64'h%016x;%n".formatted(Register.ID_VALUE));
        return out.append("endpackage\n").toString();
    }

    private static void range(StringBuilder out, String name, int lsb, int width) {
        out.append("  localparam int %s_LSB = %d;%n".formatted(name, lsb));
        if (width > 1) {
            out.append("  localparam int %s_W = %d;%n".formatted(name, width));
        }
    }

    private static String cpp() {
        StringBuilder out = new StringBuilder(
                "// Generated from the tables in io.tandem.hwsim.profile.\n#pragma once\n#include <cstdint>\n\n");
        out.append("constexpr int KEY_WORDS = %d;%nconstexpr int ACTION_WORDS = %d;%n"
                .formatted(KeyBits.WORDS, ActionBits.WORDS));
        for (Register register : Register.values()) {
            out.append("constexpr std::uint32_t REG_%s = 0x%03x;%n".formatted(register.name(), register.address()));
        }
        for (Verdict verdict : Verdict.values()) {
            out.append("constexpr std::uint32_t VERDICT_%s = %d;%n".formatted(verdict.name(), verdict.code()));
        }
        for (Command command : Command.values()) {
            out.append("constexpr std::uint32_t CMD_%s = %d;%n".formatted(command.name(), command.code()));
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
