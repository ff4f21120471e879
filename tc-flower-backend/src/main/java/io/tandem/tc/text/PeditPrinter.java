package io.tandem.tc.text;

import io.tandem.odp.AddressText;
import io.tandem.tc.filter.ActionBody.Pedit;
import io.tandem.tc.filter.PeditKey;
import io.tandem.tc.filter.PeditKey.Header;
import java.util.List;
import java.util.Optional;

/** Words of 32 bits as the fields that they are, or as words of the network header where they count from there. */
final class PeditPrinter {
    static void print(Pedit pedit, TcLine line) {
        List<PeditKey> keys = pedit.keys();
        if (pedit.extended()) {
            line.word("ex");
        }
        if (keys.size() > PeditText.MOST_KEYS) {
            line.missing("pedit of " + keys.size() + " words");
        }
        int at = 0;
        while (at < keys.size()) {
            PeditKey key = keys.get(at);
            if (!pedit.extended() && (key.header() != Header.NETWORK || key.add())) {
                line.missing("without ex: " + key);
                at++;
            } else if (key.header() == Header.NETWORK) {
                printOffset(key, line);
                at++;
            } else {
                at += printField(keys.subList(at, keys.size()), line);
            }
        }
    }

    private static void printOffset(PeditKey key, TcLine line) {
        Optional<String> change =
                change(key, new PeditField(Header.NETWORK, "", key.offset(), 4, -1, 0, PeditField.Form.NUMBER));
        if (key.offset() % Integer.BYTES != 0 || change.isEmpty()) {
            line.missing("munge " + key);
        } else {
            line.word("munge offset " + key.offset() + " u32").word(change.get());
        }
    }

    /** How many words are the field that the first begins. */
    private static int printField(List<PeditKey> keys, TcLine line) {
        PeditKey first = keys.getFirst();
        for (PeditField field : PeditField.ALL) {
            if (field.header() == first.header()) {
                String place = "munge " + field.header().word() + " " + field.word();
                if (field.isLong()) {
                    List<PeditKey> own = keys.subList(0, Math.min(keys.size(), field.bytes() == 6 ? 2 : 4));
                    if (isAddress(field, own)) {
                        var address = PeditPacking.addressOf(field, own);
                        line.word(place, first.add() ? "add" : "set")
                                .word(address.size() == 6 ? AddressWords.mac(address) : AddressWords.ip(address));
                        return own.size();
                    }
                } else {
                    Optional<String> change = change(first, field);
                    if (change.isPresent()) {
                        line.word(place).word(change.get());
                        return 1;
                    }
                }
            }
        }
        line.missing("munge " + first);
        return 1;
    }

    private static boolean isAddress(PeditField field, List<PeditKey> keys) {
        return keys.size() == (field.bytes() == 6 ? 2 : 4)
                && PeditPacking.address(field, keys.getFirst().add(), PeditPacking.addressOf(field, keys))
                        .equals(keys);
    }

    /** What is done to that field, where that is all that the word does. */
    private static Optional<String> change(PeditKey key, PeditField field) {
        int all = PeditField.all(field.bytes());
        int places = field.stride() + field.shift();
        int value = key.value() >>> places & all;
        int retain = ~key.keep() >>> places & all;
        if (PeditPacking.field(field, key.header(), key.add(), value, 0, retain).equals(key)) {
            String text = field.form() == PeditField.Form.IPV4 ? ipv4(value) : NumberText.hex(value & NumberText.U32);
            boolean decrement = key.add() && field.form() == PeditField.Form.COUNT && value == 0xff && retain == 0xff;
            return Optional.of((decrement ? "decrement" : (key.add() ? "add " : "set ") + text)
                    + (retain == field.retain() ? "" : " retain " + NumberText.hex(retain & NumberText.U32)));
        }
        return PeditPacking.field(field, key.header(), false, all, all, value).equals(key)
                ? Optional.of("invert retain " + NumberText.hex(value & NumberText.U32))
                : Optional.empty();
    }

    private static String ipv4(int address) {
        return AddressText.ipv4(address);
    }

    private PeditPrinter() {}
}
