package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody.Ct;
import io.tandem.tc.filter.ActionBody.Ct.Masked;
import io.tandem.tc.filter.ActionBody.Ct.NatRange;
import io.tandem.tc.filter.CtFlag;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** ct. Source: iproute2, tc/m_ct.c. */
final class CtText implements ActionText {
    private record Nat(int flags, Optional<NatRange> range) {}

    /** Characters of a range of addresses that tc copies. Source: iproute2, include/utils.h, SPRINT_BSIZE. */
    private static final int MOST_RANGE = 63;

    private static final Option<Boolean> CLEAR = Option.flag("clear");
    private static final Option<Boolean> COMMIT = Option.flag("commit");
    private static final Option<Boolean> FORCE = Option.flag("force");
    private static final Option<Long> ZONE = Option.number("zone", 0, 0xffff);
    private static final Option<Masked> MARK =
            Option.of("mark", MaskedText::read, mark -> Optional.of(MaskedText.print(mark)));
    private static final Option<FlowerValue> LABEL = Option.maskedBytes("label", 16);
    private static final Option<Nat> NAT = new Option<>("nat", new Option.Form<>() {
        @Override
        public Nat read(CommandWords words) throws TcParseException {
            return readNat(words);
        }

        @Override
        public Optional<String> print(Nat nat) {
            return printNat(nat);
        }
    });
    /** tc reads the number before the control, and wants a word behind an address. */
    private static final List<Option<?>> TABLE = List.of(CLEAR, COMMIT, FORCE, ZONE, MARK, LABEL, INDEX, NAT);

    @Override
    public String kind() {
        return "ct";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        CommandWord first = words.peek();
        Options options = Options.read(TABLE, Set.of("helper"), words);
        int flags = (options.has(CLEAR) ? CtFlag.CLEAR.bit() : 0)
                | (options.has(COMMIT) ? CtFlag.COMMIT.bit() : 0)
                | (options.has(FORCE) ? CtFlag.FORCE.bit() : 0)
                | options.get(NAT).map(Nat::flags).orElse(0);
        Optional<String> wrong = wrong(flags);
        if (wrong.isPresent()) {
            throw first.malformed(wrong.get());
        }
        Ct body = new Ct(
                flags,
                options.number(ZONE),
                options.get(MARK),
                options.get(LABEL),
                options.get(NAT).flatMap(Nat::range));
        return ActionText.readTail(body, TcControl.PIPE, words).withIndex(options.numberOrZero(INDEX));
    }

    /** What tc wants of flags that it refuses. */
    private static Optional<String> wrong(int flags) {
        boolean commit = (flags & CtFlag.COMMIT.bit()) != 0;
        boolean translates = (flags & CtFlag.NAT.bit()) != 0;
        boolean side = (flags & (CtFlag.NAT_SRC.bit() | CtFlag.NAT_DST.bit())) != 0;
        if ((flags & CtFlag.CLEAR.bit()) != 0 && flags != CtFlag.CLEAR.bit()) {
            return Optional.of("clear alone");
        }
        if (commit && translates && !side) {
            return Optional.of("src or dst behind nat, with commit");
        }
        return side && !commit ? Optional.of("commit, with nat src or nat dst") : Optional.empty();
    }

    private static Nat readNat(CommandWords words) throws TcParseException {
        boolean source = words.skipAbbreviated("src");
        if (!source && !words.skipAbbreviated("dst")) {
            if (words.isEmpty()) {
                throw words.peek().malformed("src, dst, or what follows nat");
            }
            return new Nat(CtFlag.NAT.bit(), Optional.empty());
        }
        if (!words.skipAbbreviated("addr")) {
            throw words.peek().malformed("addr");
        }
        CommandWord range = words.next("an address, or two with - between");
        if (range.text().length() > MOST_RANGE) {
            throw range.malformed("at most " + MOST_RANGE + " characters");
        }
        List<CommandWord> addresses = TunnelOptionText.split(range, '-');
        Bytes first = AddressWords.ip(addresses.getFirst());
        Bytes last = AddressWords.ip(addresses.getLast());
        if (addresses.size() > 2 || first.size() != last.size()) {
            throw addresses.getFirst().malformed("an address, or two of one kind with - between");
        }
        int firstPort = 0;
        int lastPort = 0;
        if (words.isEmpty()) {
            throw words.peek().malformed("port, or what happens next: tc wants a word behind an address");
        }
        if (words.skipAbbreviated("port")) {
            CommandWord both = words.next("a port, or two with - between");
            List<CommandWord> ports = TunnelOptionText.split(both, '-');
            firstPort = (int) NumberText.read(ports.getFirst(), 10, 0xffff);
            lastPort = ports.size() == 2 ? (int) NumberText.read(ports.getLast(), 10, 0xffff) : 0;
            if (ports.size() > 2 || firstPort == 0 || (ports.size() == 2 && lastPort == 0)) {
                throw both.malformed("a port, or two with - between, not 0");
            }
        }
        CtFlag side = source ? CtFlag.NAT_SRC : CtFlag.NAT_DST;
        return new Nat(CtFlag.NAT.bit() | side.bit(), Optional.of(new NatRange(first, last, firstPort, lastPort)));
    }

    private static Optional<String> printNat(Nat nat) {
        int side = nat.flags & (CtFlag.NAT_SRC.bit() | CtFlag.NAT_DST.bit());
        boolean both = side == (CtFlag.NAT_SRC.bit() | CtFlag.NAT_DST.bit());
        if (side == 0 || both || nat.range.isEmpty()) {
            return Optional.empty();
        }
        NatRange range = nat.range.get();
        boolean good = (range.first().size() == 4 || range.first().size() == 16)
                && range.first().size() == range.last().size()
                && addresses(range).length() <= MOST_RANGE
                && (range.firstPort() != 0 || range.lastPort() == 0);
        return good
                ? Optional.of((side == CtFlag.NAT_SRC.bit() ? "src" : "dst") + " addr " + addresses(range)
                        + (range.firstPort() == 0 ? "" : " port " + ports(range)))
                : Optional.empty();
    }

    private static String addresses(NatRange range) {
        String first = AddressWords.ip(range.first());
        return range.first().equals(range.last()) ? first : first + "-" + AddressWords.ip(range.last());
    }

    private static String ports(NatRange range) {
        return range.firstPort() + (range.lastPort() == 0 ? "" : "-" + range.lastPort());
    }

    @Override
    public void print(TcAction action, TcLine line) {
        Ct body = (Ct) action.body();
        int flags = body.flags();
        Optional<String> wrong = wrong(flags);
        wrong.ifPresent(wants -> line.missing("ct of flags " + NumberText.hex(flags) + ": tc wants " + wants));
        int natFlags = flags & (CtFlag.NAT.bit() | CtFlag.NAT_SRC.bit() | CtFlag.NAT_DST.bit());
        Options options = new Options()
                .withFlag(CLEAR, has(flags, CtFlag.CLEAR))
                .withFlag(COMMIT, has(flags, CtFlag.COMMIT))
                .withFlag(FORCE, has(flags, CtFlag.FORCE))
                .with(ZONE, body.zone())
                .withPresent(MARK, body.mark())
                .withPresent(LABEL, body.label())
                .withUnlessZero(INDEX, action.index() & NumberText.U32);
        boolean plain = natFlags == CtFlag.NAT.bit() && body.nat().isEmpty();
        if (!plain && (natFlags != 0 || body.nat().isPresent())) {
            options.with(NAT, new Nat(natFlags, body.nat()));
        }
        options.print(TABLE, line);
        if (plain) {
            line.word(NAT.word());
        }
        ActionText.printTail(action.withIndex(0), line);
    }

    private static boolean has(int flags, CtFlag flag) {
        return (flags & flag.bit()) != 0;
    }
}
