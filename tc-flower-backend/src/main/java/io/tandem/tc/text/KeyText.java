package io.tandem.tc.text;

import io.tandem.flow.IpProto;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import java.util.List;
import java.util.Optional;

/** What a field must be as a word, both ways, by {@link FlowerKey#notation}. Source: iproute2, tc/f_flower.c. */
final class KeyText {
    private record Named(String word, int number) {}

    private static final List<Named> PROTOCOLS = List.of(
            new Named("tcp", IpProto.TCP),
            new Named("udp", IpProto.UDP),
            new Named("sctp", IpProto.SCTP),
            new Named("icmp", IpProto.ICMP),
            new Named("icmpv6", IpProto.ICMPV6));

    private static final List<Named> ARP_OPERATIONS = List.of(new Named("request", 1), new Named("reply", 2));

    @FunctionalInterface
    private interface Reader {
        long read(CommandWord word) throws TcParseException;
    }

    static FlowerValue read(FlowerKey key, CommandWord word) throws TcParseException {
        long most = key.ones();
        return switch (key.notation()) {
            case DECIMAL -> exact(key, NumberText.read(word, 10, most));
            case MASKED_DECIMAL -> masked(key, word, w -> NumberText.read(w, 10, most), 10);
            case TOS -> masked(key, word, KeyText::readTos, 16);
            case HEX -> masked(key, word, w -> NumberText.read(w, 16, most), 16);
            case ANY_BASE, PORT -> masked(key, word, w -> NumberText.read(w, 0, most), 0);
            case MAC -> AddressWords.maskedMac(word);
            case IPV4 -> AddressWords.prefix(word, false);
            case IPV6 -> AddressWords.prefix(word, true);
            case ETHER_TYPE -> exact(key, EtherTypeText.read(word));
            case IP_PROTO -> exact(key, readProtocol(word));
            case IP_FLAGS -> FlagWords.SLASHED.read(key, word);
            case ENC_FLAGS -> FlagWords.TUNNEL.read(key, word);
            case CT_STATE -> FlagWords.SIGNED.read(key, word);
            case ARP_OP -> masked(key, word, KeyText::readArpOperation, 10);
            case BYTES -> AddressWords.maskedBytes(word, key.bytes());
        };
    }

    /** Empty where tc cannot say it. */
    static Optional<String> print(FlowerKey key, FlowerValue value) {
        long number = value.number();
        return switch (key.notation()) {
            case DECIMAL -> isExact(key, value) ? Optional.of(Long.toString(number)) : Optional.empty();
            case MASKED_DECIMAL -> Optional.of(number + mask(key, value, Long.toString(value.maskNumber())));
            case TOS ->
                (key == FlowerKey.IP_TOS || key == FlowerKey.ENC_IP_TOS ? printTos(number) : printTtl(number))
                        .map(text -> text + mask(key, value, NumberText.hex(value.maskNumber())));
            case HEX, ANY_BASE -> printMasked(key, value);
            case PORT ->
                isExact(key, value) && number != 0
                        ? Optional.of(Long.toString(number))
                        : Optional.of(number + "/" + NumberText.hex(value.maskNumber()));
            case MAC -> Optional.of(AddressWords.maskedMac(value));
            case IPV4, IPV6 -> AddressWords.prefix(value);
            case ETHER_TYPE -> isExact(key, value) ? Optional.of(EtherTypeText.print((int) number)) : Optional.empty();
            case IP_PROTO -> isExact(key, value) ? Optional.of(printProtocol((int) number)) : Optional.empty();
            case IP_FLAGS -> FlagWords.SLASHED.print(value);
            case ENC_FLAGS -> FlagWords.TUNNEL.print(value);
            case CT_STATE -> FlagWords.SIGNED.print(value);
            case ARP_OP ->
                number > 2
                        ? Optional.empty()
                        : Optional.of(
                                printArpOperation((int) number) + mask(key, value, Long.toString(value.maskNumber())));
            case BYTES -> Optional.of(AddressWords.maskedBytes(value));
        };
    }

    private static Optional<String> printMasked(FlowerKey key, FlowerValue value) {
        return (value.maskNumber() & ~key.ones()) != 0
                ? Optional.empty()
                : Optional.of(NumberText.hex(value.number()) + mask(key, value, NumberText.hex(value.maskNumber())));
    }

    /** True where all bits that the field has count. */
    private static boolean isExact(FlowerKey key, FlowerValue value) {
        return key.bytes() <= Long.BYTES ? (value.maskNumber() & key.ones()) == key.ones() : value.isExact();
    }

    private static String mask(FlowerKey key, FlowerValue value, String text) {
        return isExact(key, value) ? "" : "/" + text;
    }

    private static FlowerValue exact(FlowerKey key, long value) {
        return FlowerValue.of(key, value, key.maskable() ? key.ones() : -1);
    }

    private static FlowerValue masked(FlowerKey key, CommandWord word, Reader number, int maskBase)
            throws TcParseException {
        int slash = word.text().indexOf('/');
        if (slash < 0) {
            return exact(key, number.read(word));
        }
        long mask = NumberText.read(word.from(slash + 1), maskBase, key.ones());
        return FlowerValue.of(key, number.read(word.between(0, slash)), mask);
    }

    /** A byte in decimal, or in hexadecimal where it is none in decimal. */
    static long readTos(CommandWord word) throws TcParseException {
        boolean decimal = !word.text().isEmpty() && word.text().chars().allMatch(c -> c >= '0' && c <= '9');
        long value = NumberText.read(word, decimal ? 10 : 16, Integer.MAX_VALUE);
        return decimal && value <= 0xff ? value : NumberText.read(word, 16, 0xff);
    }

    static Optional<String> printTos(long value) {
        return value <= 0xff ? Optional.of(NumberText.hex(value)) : Optional.empty();
    }

    static Optional<String> printTtl(long value) {
        return value <= 0xff ? Optional.of(Long.toString(value)) : Optional.empty();
    }

    private static long readProtocol(CommandWord word) throws TcParseException {
        Optional<Named> named = CommandWords.choose(word, PROTOCOLS, Named::word);
        return named.isPresent() ? named.get().number : NumberText.read(word, 16, 0xff);
    }

    private static String printProtocol(int protocol) {
        return PROTOCOLS.stream()
                .filter(named -> named.number == protocol)
                .map(Named::word)
                .findFirst()
                .orElseGet(() -> NumberText.hex(protocol));
    }

    private static long readArpOperation(CommandWord word) throws TcParseException {
        for (Named named : ARP_OPERATIONS) {
            if (named.word.equals(word.text())) {
                return named.number;
            }
        }
        return NumberText.read(word, 10, 2);
    }

    private static String printArpOperation(int operation) {
        return ARP_OPERATIONS.stream()
                .filter(named -> named.number == operation)
                .map(Named::word)
                .findFirst()
                .orElseGet(() -> Integer.toString(operation));
    }

    private KeyText() {}
}
