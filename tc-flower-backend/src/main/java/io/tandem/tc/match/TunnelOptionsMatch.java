package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowWords;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOptionMatch;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.Arrays;
import java.util.List;

/** Geneve options, VXLAN's group policy and ERSPAN's header. Source: net/sched/cls_flower.c, fl_set_enc_opt. */
final class TunnelOptionsMatch {
    /** Flags of VXLAN's group policy that there are: don't learn, policy applied. Source: net/vxlan.h. */
    static final int GBP_FLAGS = 0x48;

    private static final List<FlowField> GBP = List.of(FlowField.TUNNEL_GBP_ID, FlowField.TUNNEL_GBP_FLAGS);
    private static final List<FlowField> ERSPAN = List.of(
            FlowField.TUNNEL_ERSPAN_VERSION,
            FlowField.TUNNEL_ERSPAN_INDEX,
            FlowField.TUNNEL_ERSPAN_DIRECTION,
            FlowField.TUNNEL_ERSPAN_HARDWARE_ID);
    static final int OPTION_HEADER = 4;

    private final MatchDraft draft;
    private final TcPort port;
    private final TcCapabilities capabilities;

    TunnelOptionsMatch(MatchDraft draft, TcPort port, TcCapabilities capabilities) {
        this.draft = draft;
        this.port = port;
        this.capabilities = capabilities;
    }

    void add() throws RefusedException {
        switch (port.kind()) {
            case GENEVE -> geneve();
            case VXLAN -> gbp();
            case ERSPAN -> erspan();
            case GRE, ETHERNET, INTERNAL -> {}
        }
        if (port.kind() != Kind.GENEVE) {
            absent(FlowField.TUNNEL_GENEVE_OPTIONS);
            absent(FlowField.TUNNEL_OPTIONS_LENGTH);
        }
        for (FlowField field : GBP) {
            absent(field);
        }
        for (FlowField field : ERSPAN) {
            absent(field);
        }
    }

    private void absent(FlowField field) throws RefusedException {
        draft.alwaysZero(field, "a " + port.kind() + " tunnel has none");
    }

    private void geneve() throws RefusedException {
        FlowField options = FlowField.TUNNEL_GENEVE_OPTIONS;
        FlowField length = FlowField.TUNNEL_OPTIONS_LENGTH;
        boolean looks = draft.looksAt(options);
        if (!looks && !draft.looksAt(length)) {
            return;
        }
        int bytes = (int) draft.key().get(length);
        if (!draft.whole(length) || bytes == 0) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "tunnel.geneve",
                    bytes == 0 && draft.whole(length)
                            ? "flower can't match a packet without Geneve options; leave them wild"
                            : "flower matches all Geneve options of a packet or none; match their length");
        }
        if (!capabilities.exactOptionLength()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "tunnel.geneve",
                    "cls_flower compares a length of " + bytes
                            + " bytes of options under itself, so that packets with more"
                            + " options could match; where peers send no more, say so by exact-option-length");
        }
        if (bytes % OPTION_HEADER != 0) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    "tunnel.geneve",
                    "no packet has " + bytes + " bytes of Geneve options: they come in words of " + OPTION_HEADER);
        }
        byte[] value = content(draft.key(), bytes);
        byte[] mask = content(draft.mask(), bytes);
        int at = 0;
        while (at < bytes) {
            int end = at + OPTION_HEADER + (value[at + 3] & 0x1f) * 4;
            if (end > bytes
                    || end == at + OPTION_HEADER
                    || (mask[at + 3] & 0x1f) != 0x1f
                    || (mask[at + 3] & value[at + 3] & 0xe0) != 0) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_MASK,
                        "tunnel.geneve",
                        "the Geneve option at byte " + at
                                + " must have data and be matched with its whole length, inside " + bytes + " bytes");
            }
            draft.tunnelOptions.add(new TunnelOptionMatch(option(value, at, end), option(mask, at, end)));
            at = end;
        }
        draft.answer(length);
        draft.answer(options);
    }

    private static TunnelOption option(byte[] bytes, int at, int end) {
        return new TunnelOption.Geneve(
                (bytes[at] & 0xff) << Byte.SIZE | bytes[at + 1] & 0xff,
                bytes[at + 2] & 0xff,
                Bytes.of(Arrays.copyOfRange(bytes, at + OPTION_HEADER, end)));
    }

    private static byte[] content(FlowWords words, int bytes) {
        byte[] content = new byte[bytes];
        int first = FlowField.TUNNEL_GENEVE_OPTIONS.word();
        for (int i = 0; i < bytes; i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            content[i] = (byte) (words.word(first + i / Long.BYTES) >>> shift);
        }
        return content;
    }

    private void gbp() throws RefusedException {
        if (GBP.stream().noneMatch(draft::looksAt)) {
            return;
        }
        if (!capabilities.vxlanGbp()) {
            throw MatchAccount.unsupported(FlowField.TUNNEL_GBP_ID, "flower on this kernel has no VXLAN group policy");
        }
        int mask = (int) draft.mask().get(FlowField.TUNNEL_GBP_ID)
                | (int) (draft.mask().get(FlowField.TUNNEL_GBP_FLAGS) & GBP_FLAGS) << 16;
        int value = (int) draft.key().get(FlowField.TUNNEL_GBP_ID)
                | (int) draft.key().get(FlowField.TUNNEL_GBP_FLAGS) << 16;
        if ((value & ~mask) != 0) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    FlowField.TUNNEL_GBP_FLAGS.path(),
                    "the kernel has group policy flags 0x48, no packet has others");
        }
        GBP.forEach(draft::answer);
        if (mask == 0) {
            return;
        }
        if (value == 0) {
            draft.narrow(FlowField.TUNNEL_GBP_ID);
        }
        draft.tunnelOptions.add(
                new TunnelOptionMatch(new TunnelOption.VxlanGbp(value), new TunnelOption.VxlanGbp(mask)));
    }

    private void erspan() throws RefusedException {
        if (ERSPAN.stream().noneMatch(draft::looksAt)) {
            return;
        }
        FlowField version = FlowField.TUNNEL_ERSPAN_VERSION;
        if (!capabilities.erspan()) {
            throw MatchAccount.unsupported(version, "flower on this kernel has no ERSPAN header");
        }
        int number = (int) draft.key().get(version);
        if (!draft.whole(version) || number != 1 && number != 2) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK, version.path(), "flower matches ERSPAN of version 1 or 2; match it");
        }
        for (FlowField field : number == 1 ? ERSPAN.subList(2, 4) : ERSPAN.subList(1, 2)) {
            draft.alwaysZero(field, "ERSPAN of version " + number + " has none");
        }
        // the kernel takes no other version in a mask: fl_set_erspan_opt; of 1 and 2 each has a bit that the other has
        // not
        draft.tunnelOptions.add(new TunnelOptionMatch(erspan(draft.key(), number), erspan(draft.mask(), number)));
        ERSPAN.forEach(draft::answer);
    }

    private static TunnelOption erspan(FlowWords words, int version) {
        return new TunnelOption.Erspan(
                version,
                (int) words.get(FlowField.TUNNEL_ERSPAN_INDEX),
                (int) words.get(FlowField.TUNNEL_ERSPAN_DIRECTION),
                (int) words.get(FlowField.TUNNEL_ERSPAN_HARDWARE_ID));
    }
}
