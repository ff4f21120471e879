package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.odp.AddressText;
import io.tandem.tc.filter.FlowerValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Addresses, prefixes and strings of bytes as iproute2 reads them. Source: lib/utils.c, lib/ll_addr.c. */
final class AddressWords {
    private static final int MAC_SIZE = 6;
    private static final int IPV4_SIZE = 4;
    private static final int IPV6_SIZE = 16;

    /** Six bytes of one or two digits, with colons between them. */
    static Bytes mac(CommandWord word) throws TcParseException {
        String[] parts = word.text().split(":", -1);
        byte[] bytes = new byte[MAC_SIZE];
        boolean good = parts.length == MAC_SIZE;
        for (int i = 0; good && i < MAC_SIZE; i++) {
            good = !parts[i].isEmpty() && parts[i].length() <= 2 && isHex(parts[i]);
            bytes[i] = good ? (byte) HexFormat.fromHexDigits(parts[i]) : 0;
        }
        if (!good) {
            throw word.malformed("an Ethernet address, as in 52:54:00:00:00:01");
        }
        return Bytes.of(bytes);
    }

    static String mac(Bytes bytes) {
        return HexFormat.ofDelimiter(":").formatHex(bytes.toArray());
    }

    /** An address under a mask, or under the length of a prefix from 1 to 48. */
    static FlowerValue maskedMac(CommandWord word) throws TcParseException {
        int slash = word.text().indexOf('/');
        if (slash < 0) {
            return FlowerValue.exact(mac(word));
        }
        Bytes address = mac(word.between(0, slash));
        CommandWord mask = word.from(slash + 1);
        if (mask.text().indexOf(':') >= 0) {
            return new FlowerValue(address, mac(mask));
        }
        int length = (int) NumberText.read(mask, 10, MAC_SIZE * Byte.SIZE);
        if (length == 0) {
            throw mask.malformed("a prefix of 1 to 48 bits; tc reads 0 as another mask");
        }
        return new FlowerValue(address, prefixMask(length, MAC_SIZE));
    }

    static String maskedMac(FlowerValue value) {
        return value.isExact() ? mac(value.value()) : mac(value.value()) + "/" + mac(value.mask());
    }

    /** One to four numbers with dots between them, the missing ones 0; or an IPv6 address. */
    static Bytes ip(CommandWord word) throws TcParseException {
        return word.text().indexOf(':') >= 0 ? ipv6(word) : ipv4(word);
    }

    static Bytes ipv4(CommandWord word) throws TcParseException {
        byte[] bytes = new byte[IPV4_SIZE];
        int from = 0;
        for (int i = 0; i < IPV4_SIZE && from <= word.text().length(); i++) {
            int dot = word.text().indexOf('.', from);
            int to = dot < 0 || i == IPV4_SIZE - 1 ? word.text().length() : dot;
            bytes[i] = (byte) NumberText.read(word.between(from, to), 0, 255);
            from = to + 1;
        }
        return Bytes.of(bytes);
    }

    static Bytes ipv6(CommandWord word) throws TcParseException {
        byte[] bytes = AddressText.parseIpv6(word.text());
        if (bytes.length == 0) {
            throw word.malformed("an IPv6 address");
        }
        return Bytes.of(bytes);
    }

    static String ip(Bytes bytes) {
        byte[] content = bytes.toArray();
        return content.length == IPV6_SIZE
                ? AddressText.ipv6(content)
                : AddressText.ipv4(ByteBuffer.wrap(content).getInt());
    }

    /** An address, with the length of a prefix or a mask that is one. */
    static FlowerValue prefix(CommandWord word, boolean six) throws TcParseException {
        int slash = word.text().indexOf('/');
        CommandWord text = slash < 0 ? word : word.between(0, slash);
        Bytes address = six ? ipv6(text) : ipv4(text);
        int length = slash < 0 ? address.size() * Byte.SIZE : prefixLength(word.from(slash + 1), address.size());
        return new FlowerValue(address, prefixMask(length, address.size()));
    }

    private static int prefixLength(CommandWord word, int bytes) throws TcParseException {
        if (word.text().indexOf('.') < 0) {
            return (int) NumberText.read(word, 0, (long) bytes * Byte.SIZE);
        }
        Bytes mask = ipv4(word);
        return prefixLength(mask).orElseThrow(() -> word.malformed("a mask whose ones come first"));
    }

    /** The length of the prefix that a mask is, where it is one. */
    private static Optional<Integer> prefixLength(Bytes mask) {
        int length = 0;
        while (length < mask.size() * Byte.SIZE && (mask.at(length / Byte.SIZE) << length % Byte.SIZE & 0x80) != 0) {
            length++;
        }
        return prefixMask(length, mask.size()).equals(mask) ? Optional.of(length) : Optional.empty();
    }

    private static Bytes prefixMask(int length, int bytes) {
        byte[] mask = new byte[bytes];
        for (int i = 0; i < length; i++) {
            mask[i / Byte.SIZE] |= (byte) (0x80 >> i % Byte.SIZE);
        }
        return Bytes.of(mask);
    }

    /** Empty where the mask is no prefix. */
    static Optional<String> prefix(FlowerValue value) {
        return prefixLength(value.mask()).map(length -> ip(value.value()) + (value.isExact() ? "" : "/" + length));
    }

    /** Hexadecimal digits, two for each byte. */
    static Bytes bytes(CommandWord word, int most) throws TcParseException {
        if (word.text().length() % 2 != 0 || word.text().length() > 2 * most || !isHex(word.text())) {
            throw word.malformed("at most " + most + " bytes of two hexadecimal digits each");
        }
        return Bytes.of(HexFormat.of().parseHex(word.text()));
    }

    /** So many bytes under a mask; missing bytes at the end are 0. */
    static FlowerValue maskedBytes(CommandWord word, int size) throws TcParseException {
        int slash = word.text().indexOf('/');
        CommandWord value = slash < 0 ? word : word.between(0, slash);
        Bytes padded = pad(bytes(value, size), size);
        return slash < 0
                ? FlowerValue.exact(padded)
                : new FlowerValue(padded, pad(bytes(word.from(slash + 1), size), size));
    }

    static String maskedBytes(FlowerValue value) {
        return value.isExact() ? value.value().toString() : value.value() + "/" + value.mask();
    }

    private static Bytes pad(Bytes bytes, int size) {
        return Bytes.of(Arrays.copyOf(bytes.toArray(), size));
    }

    private static boolean isHex(String digits) {
        return digits.chars().allMatch(HexFormat::isHexDigit);
    }

    private AddressWords() {}
}
