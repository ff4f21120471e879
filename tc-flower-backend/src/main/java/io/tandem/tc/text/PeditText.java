package io.tandem.tc.text;

import io.tandem.tc.filter.ActionBody.Pedit;
import io.tandem.tc.filter.PeditKey;
import io.tandem.tc.filter.PeditKey.Header;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.ArrayList;
import java.util.List;

/**
 * pedit, as it is read: {@code [ex] munge ... munge ...}; its own name may stand before any munge once more. Source:
 * iproute2, tc/m_pedit.c.
 */
final class PeditText implements ActionText {
    /** Source: iproute2, tc/m_pedit.h, MAX_OFFS. */
    static final int MOST_KEYS = 128;

    @Override
    public String kind() {
        return "pedit";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        boolean extended = words.skipAbbreviated("ex");
        List<PeditKey> keys = new ArrayList<>();
        CommandWord munge = words.peek();
        while (skipMunge(words)) {
            keys.addAll(readMunge(extended, words));
            if (keys.size() > MOST_KEYS) {
                throw munge.malformed("at most " + MOST_KEYS + " words of 32 bits");
            }
            munge = words.peek();
        }
        return ActionText.readTail(new Pedit(extended, keys), TcControl.PASS, words);
    }

    private static boolean skipMunge(CommandWords words) {
        boolean again = true;
        while (again) {
            again = words.skipAbbreviated("pedit");
        }
        return words.skipAbbreviated("munge");
    }

    private static List<PeditKey> readMunge(boolean extended, CommandWords words) throws TcParseException {
        CommandWord header = words.next("offset, eth, ip, ip6, tcp or udp");
        if (header.abbreviates("offset")) {
            return List.of(readOffset(extended, words));
        }
        CommandWord name = words.next("a field of " + header.text());
        List<PeditField> named = fields(header.text(), extended);
        if (named.isEmpty()) {
            throw header.malformed(extended ? "offset, eth, ip, ip6, tcp or udp" : "offset or ip; others need ex");
        }
        PeditField field = named.stream()
                .filter(f -> f.word().equals(name.text()))
                .findFirst()
                .orElseThrow(() -> name.malformed(
                        "one of " + named.stream().map(PeditField::word).toList()));
        return readChange(field, extended, words);
    }

    private static List<PeditField> fields(String header, boolean extended) {
        List<PeditField> found = new ArrayList<>();
        for (PeditField field : PeditField.ALL) {
            if (field.header().word().equals(header) && (extended || field.header() == Header.IP4)) {
                found.add(field);
            }
        }
        if (!extended && !found.isEmpty()) {
            found.addAll(PeditField.BEHIND_IPV4);
        }
        return found;
    }

    private static PeditKey readOffset(boolean extended, CommandWords words) throws TcParseException {
        CommandWord place = words.next("bytes");
        int offset = NumberText.readSigned(place);
        CommandWord size = words.next("u8, u16 or u32");
        int bytes = size.abbreviates("u32") ? 4 : size.abbreviates("u16") ? 2 : size.abbreviates("u8") ? 1 : 0;
        if (bytes == 0) {
            throw size.malformed("u8, u16 or u32");
        }
        if (Math.floorMod(offset, Integer.BYTES) + bytes > Integer.BYTES) {
            throw place.malformed("an offset at which " + size.text() + " is within a word of 32 bits");
        }
        if (words.peek().abbreviates("at")) {
            throw words.peek().notForFlows("known are offsets that are constant");
        }
        int all = PeditField.all(bytes);
        PeditField field = new PeditField(Header.NETWORK, "offset", offset, bytes, all, 0, PeditField.Form.NUMBER);
        return readChange(field, extended, words).getFirst();
    }

    private static List<PeditKey> readChange(PeditField field, boolean extended, CommandWords words)
            throws TcParseException {
        CommandWord command = words.next("set, add, clear, invert, preserve or decrement");
        boolean add = command.abbreviates("add");
        if (!extended && (add || command.abbreviates("decrement"))) {
            throw command.malformed("set; others need ex");
        }
        if (field.isLong()) {
            return readLong(field, command, words);
        }
        Header header = extended ? field.header() : Header.NETWORK;
        int all = PeditField.all(field.bytes());
        if (command.abbreviates("set") || add) {
            int value = readValue(field, words);
            return List.of(PeditPacking.field(field, header, add, value, 0, readRetain(field.retain(), words)));
        }
        if (command.abbreviates("invert")) {
            return List.of(PeditPacking.field(field, header, false, all, all, readRetain(field.retain(), words)));
        }
        if (command.abbreviates("decrement")) {
            if (field.form() != PeditField.Form.COUNT) {
                throw command.malformed("set, add, clear, invert or preserve; only ttl and hoplimit are decremented");
            }
            return List.of(
                    PeditPacking.field(field, header, true, field.retain(), 0, readRetain(field.retain(), words)));
        }
        if (command.abbreviates("preserve") || command.abbreviates("clear")) {
            int retain = command.abbreviates("preserve") ? 0 : field.retain();
            return List.of(PeditPacking.field(field, header, false, 0, 0, readRetain(retain, words)));
        }
        throw command.malformed("set, add, clear, invert, preserve or decrement");
    }

    private static List<PeditKey> readLong(PeditField field, CommandWord command, CommandWords words)
            throws TcParseException {
        boolean add = command.abbreviates("add");
        if (!add && !command.abbreviates("set") && !command.abbreviates("clear")) {
            throw command.malformed("set, add or clear");
        }
        CommandWord value = command.abbreviates("clear") ? zero(field) : words.next("an address");
        if (words.peek().abbreviates("retain")) {
            throw words.peek().malformed("no retain of more than 32 bits");
        }
        return PeditPacking.address(
                field, add, field.form() == PeditField.Form.MAC ? AddressWords.mac(value) : AddressWords.ipv6(value));
    }

    private static CommandWord zero(PeditField field) {
        return new CommandWord(0, field.form() == PeditField.Form.MAC ? "00:00:00:00:00:00" : "::");
    }

    private static int readValue(PeditField field, CommandWords words) throws TcParseException {
        CommandWord value = words.next("a value");
        if (field.form() != PeditField.Form.IPV4) {
            return (int) NumberText.read(value, 0, PeditField.all(field.bytes()) & NumberText.U32);
        }
        int address = 0;
        for (byte part : AddressWords.ipv4(value).toArray()) {
            address = address << Byte.SIZE | part & 0xff;
        }
        return address;
    }

    private static int readRetain(int unsaid, CommandWords words) throws TcParseException {
        return words.skipAbbreviated("retain")
                ? (int) NumberText.read(words.next("the bits that change"), 0, NumberText.U32)
                : unsaid;
    }

    @Override
    public void print(TcAction action, TcLine line) {
        PeditPrinter.print((Pedit) action.body(), line);
        ActionText.printTail(action, line);
    }
}
