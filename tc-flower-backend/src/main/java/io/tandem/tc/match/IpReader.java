package io.tandem.tc.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.translate.Fragments;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** IP protocol, fragments and what hangs on them: the other way round of {@link IpMatch}, which says why. */
final class IpReader {
    private static final Set<FlowerKey> TRANSPORT = EnumSet.of(
            FlowerKey.TCP_SRC,
            FlowerKey.TCP_DST,
            FlowerKey.TCP_FLAGS,
            FlowerKey.UDP_SRC,
            FlowerKey.UDP_DST,
            FlowerKey.SCTP_SRC,
            FlowerKey.SCTP_DST,
            FlowerKey.ICMPV4_TYPE,
            FlowerKey.ICMPV4_CODE,
            FlowerKey.ICMPV6_TYPE,
            FlowerKey.ICMPV6_CODE);

    private final ReadMatch read;
    private final boolean ipv6;
    private final FlowField fragmentField;
    private int protocol = PacketFacts.UNKNOWN;
    private Fragments fragments;

    IpReader(ReadMatch read, int etherType) throws NoMegaflowException {
        this.read = read;
        ipv6 = etherType == EtherType.IPV6;
        fragmentField = ipv6 ? FlowField.IPV6_FRAG : FlowField.IPV4_FRAG;
        fragments = flags();
        protocol();
        transport();
        if (fragments != Fragments.ANY) {
            read.exact(
                    fragmentField,
                    switch (fragments) {
                        case FIRST -> Fragment.FIRST.bits();
                        case LATER -> Fragment.LATER.bits();
                        case NONE, ANY -> Fragment.NO.bits();
                    });
        }
        if (ipv6 && fragments == Fragments.NONE) {
            read.inexact().add(fragmentField);
        }
    }

    int ipProtocol() {
        return protocol;
    }

    Fragments fragments() {
        return fragments;
    }

    private Fragments flags() throws NoMegaflowException {
        Optional<FlowerValue> flags = read.take(FlowerKey.FLAGS);
        if (flags.isEmpty() || flags.get().maskNumber() == 0) {
            return Fragments.ANY;
        }
        int any = FlowerKey.IS_FRAGMENT;
        int both = any | FlowerKey.FIRST_FRAGMENT;
        int value = (int) flags.get().number();
        int bits = (int) flags.get().maskNumber();
        boolean first = (value & FlowerKey.FIRST_FRAGMENT) != 0 && (bits & any & ~value) == 0;
        if ((bits & ~both) == 0) {
            if ((bits & any) != 0 && value == 0) {
                return Fragments.NONE;
            }
            if (bits == both && value == any) {
                return Fragments.LATER;
            }
            if (first && !ipv6) {
                return Fragments.FIRST;
            }
        }
        throw NoMegaflowException.key(
                FlowerKey.FLAGS,
                ipv6 && first
                        ? "an IPv6 packet with the fragment header of an only fragment is a first one to flower alone"
                        : "a megaflow matches packets that are no fragment, first ones or later ones, and not 0x"
                                + Integer.toHexString(value) + "/0x" + Integer.toHexString(bits));
    }

    private void protocol() throws NoMegaflowException {
        OptionalLong said = read.takeWhole(FlowerKey.IP_PROTO);
        if (said.isEmpty()) {
            return;
        }
        protocol = (int) said.getAsLong();
        if (ipv6 && (fragments == Fragments.LATER || IpMatch.isIpv6Header(protocol))) {
            throw NoMegaflowException.key(
                    FlowerKey.IP_PROTO,
                    fragments == Fragments.LATER
                            ? "the protocol of a later IPv6 fragment is 44 to a megaflow"
                            : "a megaflow looks behind extension header " + protocol);
        }
        if (ipv6 && fragments == Fragments.ANY) {
            read.inexact().add(fragmentField);
        }
        read.exact(ipv6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO, protocol);
    }

    /** Flower has zeros for the transport header of any fragment. */
    private void transport() throws NoMegaflowException {
        List<FlowerKey> looked =
                read.left().stream().filter(TRANSPORT::contains).toList();
        if (looked.isEmpty() || fragments == Fragments.NONE) {
            return;
        }
        Optional<FlowerKey> other = looked.stream()
                .filter(flower -> read.match.value(flower).stream().anyMatch(value -> value.number() != 0))
                .findFirst();
        if (fragments == Fragments.ANY) {
            fragments = Fragments.NONE;
            if (other.isEmpty()) {
                read.inexact().add(fragmentField);
            }
            return;
        }
        if (other.isPresent()) {
            throw NoMegaflowException.key(
                    other.get(),
                    "no packet matches: flower has zero there in every fragment, and the filter wants one");
        }
        looked.forEach(read::take);
    }
}
