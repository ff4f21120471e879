package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ChecksumLayer;
import io.tandem.tc.filter.PeditKey;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.translate.Fragments;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Words that pedit writes as sets of fields: the other way round of {@link HeaderEdits}. Words of one header are one set as
 * long as each comes behind the last. Not thread-safe.
 */
final class PeditReader {
    private final List<OdpAction> out;
    private final PacketState state;
    private final ReadPoint at;
    private Optional<HeaderLayout> layout = Optional.empty();
    private byte[] content = {};
    private byte[] bits = {};
    private int last;
    private int layers;

    PeditReader(List<OdpAction> out, PacketState state, ReadPoint at) {
        this.out = out;
        this.state = state;
        this.at = at;
    }

    /** Reads all words of a pedit. @return layers whose checksums are wrong now, bits of {@link ChecksumLayer} */
    int read(ActionBody.Pedit pedit) throws NoMegaflowException {
        List<PeditKey> keys = pedit.keys();
        for (int i = 0; i < keys.size(); i++) {
            PeditKey key = keys.get(i);
            if (key.equals(HeaderEdits.ARP_OPERATION_HIGH) && operationIsWritten(keys.subList(0, i))) {
                continue;
            }
            if (key.add()) {
                finish();
                decrement(key);
            } else {
                write(key);
            }
        }
        finish();
        return layers;
    }

    private boolean operationIsWritten(List<PeditKey> before) {
        return state.etherType == EtherType.ARP
                && before.stream()
                        .anyMatch(key -> key.header() == PeditKey.Header.NETWORK
                                && key.offset() == HeaderEdits.ARP_OPERATION_HIGH.offset()
                                && (key.keep() & 0xff) == 0);
    }

    private void decrement(PeditKey key) throws NoMegaflowException {
        boolean ipv4 = state.etherType == EtherType.IPV4 && key.equals(HeaderEdits.IPV4_TTL_LESS_ONE);
        boolean ipv6 = state.etherType == EtherType.IPV6 && key.equals(HeaderEdits.IPV6_HLIMIT_LESS_ONE);
        if (!ipv4 && !ipv6 || !state.networkHeaderFound()) {
            throw at.no("a megaflow adds to no field; it takes one from the time to live of IP packets");
        }
        if (state.leastTtl < 2) {
            throw at.no(
                    "pedit takes one from a time to live of 0 and 1 too, which a megaflow doesn't; match one above");
        }
        state.leastTtl--;
        layers |= ipv4 ? ChecksumLayer.IPV4HDR.bit() : 0;
        out.add(new OdpAction.DecTtl(List.of()));
    }

    private void write(PeditKey key) throws NoMegaflowException {
        HeaderLayout header = header(key.header());
        int offset = key.offset();
        int written = ~key.keep();
        if ((key.value() & key.keep()) != 0) {
            throw at.no("a megaflow inverts no bits");
        }
        if (offset < 0 || offset % HeaderEdits.WORD != 0 || offset >= header.bytes()) {
            throw at.no("at byte " + offset + " of header " + header.attribute().text() + " is no field of a megaflow");
        }
        if (layout.filter(header::equals).isEmpty() || offset <= last) {
            finish();
            layout = Optional.of(header);
            content = new byte[header.bytes()];
            bits = new byte[header.bytes()];
        }
        last = offset;
        for (int i = 0; i < HeaderEdits.WORD; i++) {
            int shift = (HeaderEdits.WORD - 1 - i) * Byte.SIZE;
            content[offset + i] = (byte) (key.value() >>> shift);
            bits[offset + i] = (byte) (written >>> shift);
        }
    }

    private HeaderLayout header(PeditKey.Header header) throws NoMegaflowException {
        boolean found = state.networkHeaderFound();
        Optional<HeaderLayout> known =
                switch (header) {
                    case ETH -> state.ethernet ? Optional.of(HeaderLayout.ETHERNET) : Optional.empty();
                    case NETWORK -> found ? network() : Optional.empty();
                    case IP4 -> found ? network().filter(HeaderLayout.IPV4::equals) : Optional.empty();
                    case IP6 -> found ? network().filter(HeaderLayout.IPV6::equals) : Optional.empty();
                    case TCP -> transport(found, IpProto.TCP, HeaderLayout.TCP);
                    case UDP -> transport(found, IpProto.UDP, HeaderLayout.UDP);
                };
        return known.orElseThrow(() -> at.no("the packets aren't known to have " + header
                + " where pedit looks for it; match eth_type, ip_proto and" + " VLAN tags"));
    }

    private Optional<HeaderLayout> network() {
        return switch (state.etherType) {
            case EtherType.IPV4 -> Optional.of(HeaderLayout.IPV4);
            case EtherType.IPV6 -> Optional.of(HeaderLayout.IPV6);
            case EtherType.ARP ->
                KeyAttribute.ARP.fields().stream().allMatch(state.facts.mask()::isZero)
                        ? Optional.empty()
                        : Optional.of(HeaderLayout.ARP);
            default -> Optional.empty();
        };
    }

    private Optional<HeaderLayout> transport(boolean found, int protocol, HeaderLayout header) {
        boolean there =
                found && state.isIp() && state.protocol == protocol && state.facts.fragments() != Fragments.LATER;
        return there ? Optional.of(header) : Optional.empty();
    }

    /** What was written so far is one set. */
    private void finish() throws NoMegaflowException {
        if (layout.isEmpty()) {
            return;
        }
        HeaderLayout header = layout.get();
        layout = Optional.empty();
        FlowMask mask = FlowMask.ofWords(header.unpack(bits));
        FlowKey value = FlowKey.ofWords(header.unpack(content)).masked(mask);
        if (!Arrays.equals(header.pack(mask), bits)) {
            throw at.no("a set of " + header.attribute().text() + " doesn't reach all bits that pedit writes there");
        }
        out.add(new OdpAction.SetMasked(header.attribute(), value, mask));
        layers |= touched(header, value, mask);
    }

    private int touched(HeaderLayout header, FlowKey value, FlowMask mask) {
        return switch (header) {
            case ETHERNET, ARP -> 0;
            case TCP -> ChecksumLayer.TCP.bit();
            case UDP -> ChecksumLayer.UDP.bit();
            case IPV4 -> {
                ttl(FlowField.IPV4_TTL, value, mask);
                boolean addresses = !mask.isZero(FlowField.IPV4_SRC) || !mask.isZero(FlowField.IPV4_DST);
                yield ChecksumLayer.IPV4HDR.bit() | (addresses ? ofAddresses(false) : 0);
            }
            case IPV6 -> {
                ttl(FlowField.IPV6_HLIMIT, value, mask);
                boolean addresses = !mask.isZero(FlowField.IPV6_SRC) || !mask.isZero(FlowField.IPV6_DST);
                yield addresses ? ofAddresses(true) : 0;
            }
        };
    }

    private int ofAddresses(boolean ipv6) {
        return state.facts.fragments() == Fragments.LATER ? 0 : HeaderEdits.ofAddresses(state.protocol, ipv6);
    }

    private void ttl(FlowField field, FlowKey value, FlowMask mask) {
        if (!mask.isZero(field)) {
            state.leastTtl = (int) value.get(field);
        }
    }
}
