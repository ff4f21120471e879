package io.tandem.odp;

import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.KeyAttribute;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/** Writes lists of actions. Source: Open vSwitch, format_odp_action in lib/odp-util.c. */
final class OdpActionPrinter {
    private static final double CERTAIN = 4294967295.0;

    /** Bytes of the largest struct of a key attribute; a masked set of more prints as one without a mask. */
    private static final int LARGEST_STRUCT = 40;

    private final StringBuilder out;
    private final PortNames ports;

    OdpActionPrinter(StringBuilder out, PortNames ports) {
        this.out = out;
        this.ports = ports;
    }

    static String port(int number, PortNames ports) {
        return ports.name(number).orElseGet(() -> Integer.toUnsignedString(number));
    }

    void list(List<OdpAction> actions) {
        if (actions.isEmpty()) {
            out.append("drop");
        }
        for (int i = 0; i < actions.size(); i++) {
            out.append(i > 0 ? "," : "");
            print(actions.get(i));
        }
    }

    private void print(OdpAction action) {
        switch (action) {
            case OdpAction.Output output -> out.append(port(output.port(), ports));
            case OdpAction.LbOutput output -> unsigned("lb_output", output.bond());
            case OdpAction.Trunc trunc -> unsigned("trunc", trunc.maxLength());
            case OdpAction.Meter meter -> unsigned("meter", meter.id());
            case OdpAction.Recirc recirc ->
                out.append("recirc(")
                        .append(NumberText.hex(Integer.toUnsignedLong(recirc.id())))
                        .append(')');
            case OdpAction.TnlPop pop ->
                out.append("tnl_pop(").append(port(pop.port(), ports)).append(')');
            case OdpAction.Hash hash -> hash(hash);
            case OdpAction.Userspace userspace -> UserspaceText.print(out, userspace, ports);
            case OdpAction.TnlPush push -> TunnelPushPrinter.print(out, push, ports);
            case OdpAction.Set set -> set(set.attribute(), set.payload(), Bytes.NONE, true);
            case OdpAction.SetMasked set -> setMasked(set);
            case OdpAction.PushVlan push -> pushVlan(push);
            case OdpAction.PopVlan _ -> out.append("pop_vlan");
            case OdpAction.PushMpls push -> mpls("push_mpls", push.labelStackEntry(), push.etherType(), "");
            case OdpAction.AddMpls add ->
                mpls("add_mpls", add.labelStackEntry(), add.etherType(), (add.flags() & 1) != 0 ? ",l3" : "");
            case OdpAction.PopMpls pop -> out.append("pop_mpls(eth_type=0x%x)".formatted(pop.etherType()));
            case OdpAction.PushEth push ->
                out.append("push_eth(src=")
                        .append(AddressText.mac(push.source()))
                        .append(",dst=")
                        .append(AddressText.mac(push.destination()))
                        .append(')');
            case OdpAction.PopEth _ -> out.append("pop_eth");
            case OdpAction.PushNsh push -> PushNshText.print(out, push);
            case OdpAction.PopNsh _ -> out.append("pop_nsh()");
            case OdpAction.Sample sample -> {
                out.append("sample(sample=")
                        .append(percentage(sample.probability()))
                        .append("%,actions(");
                list(sample.actions());
                out.append("))");
            }
            case OdpAction.Clone clone -> nested("clone(", clone.actions(), ")");
            case OdpAction.CheckPktLen check -> {
                nested("check_pkt_len(size=" + check.length() + ",gt(", check.greater(), ")");
                nested(",le(", check.lessOrEqual(), "))");
            }
            case OdpAction.DecTtl dec -> nested("dec_ttl(le_1(", dec.expired(), "))");
            case OdpAction.Ct ct -> connection(ct);
            case OdpAction.CtClear _ -> out.append("ct_clear");
            case OdpAction.Psample sample -> {
                unsignedOpen("psample(group=", sample.group());
                if (!sample.cookie().isEmpty()) {
                    out.append(",cookie=").append(NumberText.hex(sample.cookie().toArray()));
                }
                out.append(')');
            }
            case OdpAction.Drop _ -> out.append("drop");
        }
    }

    private void unsigned(String name, int value) {
        unsignedOpen(name + "(", value);
        out.append(')');
    }

    private void unsignedOpen(String name, int value) {
        out.append(name).append(Integer.toUnsignedString(value));
    }

    private void nested(String opening, List<OdpAction> actions, String closing) {
        out.append(opening);
        list(actions);
        out.append(closing);
    }

    private void hash(OdpAction.Hash hash) {
        String algorithm = hash.algorithm() == 0 ? "l4" : hash.algorithm() == 1 ? "sym_l4" : "Unknown hash algorithm";
        int number = hash.algorithm() == 0 || hash.algorithm() == 1 ? hash.basis() : hash.algorithm();
        out.append("hash(")
                .append(algorithm)
                .append('(')
                .append(Integer.toUnsignedString(number))
                .append("))");
    }

    /** One digit behind the point, the nearest, and of two the even one. */
    private static String percentage(int probability) {
        double percentage = 100.0 * Integer.toUnsignedLong(probability) / CERTAIN;
        return new BigDecimal(percentage).setScale(1, RoundingMode.HALF_EVEN).toPlainString();
    }

    private void set(KeyAttribute attribute, Bytes payload, Bytes bits, boolean verbose) {
        out.append("set(");
        new OdpKeyPrinter(out, verbose, PortNames.any()).single(attribute, payload.toArray(), bits.toArray());
        out.append(')');
    }

    private void setMasked(OdpAction.SetMasked set) {
        if (set.attribute() == KeyAttribute.NSH) {
            out.append("set(nsh(");
            NshText.printKey(out, set.payload().toArray(), set.bits().toArray(), true);
            out.append("))");
        } else if (set.payload().size() <= LARGEST_STRUCT) {
            set(set.attribute(), set.payload(), set.bits(), false);
        } else {
            byte[] both = Arrays.copyOf(
                    set.payload().toArray(), set.payload().size() + set.bits().size());
            System.arraycopy(
                    set.bits().toArray(),
                    0,
                    both,
                    set.payload().size(),
                    set.bits().size());
            set(set.attribute(), Bytes.of(both), Bytes.NONE, false);
        }
    }

    private void pushVlan(OdpAction.PushVlan push) {
        out.append("push_vlan(");
        if (push.tpid() != EtherType.VLAN_8021Q) {
            out.append("tpid=0x%04x,".formatted(push.tpid()));
        }
        byte[] tci = {(byte) (push.tci() >>> 8), (byte) push.tci()};
        VlanText.print(out, tci, new byte[] {-1, -1}, false);
        out.append(')');
    }

    private void mpls(String name, int entry, int type, String suffix) {
        out.append("%s(label=%d,tc=%d,ttl=%d,bos=%d,eth_type=0x%x%s)"
                .formatted(name, entry >>> 12, entry >>> 9 & 7, entry & 0xff, entry >>> 8 & 1, type, suffix));
    }

    private void connection(OdpAction.Ct ct) {
        out.append("ct(");
        int start = out.length();
        if (ct.commit() != CtCommit.NONE) {
            out.append(ct.commit() == CtCommit.FORCE ? "force_commit," : "commit,");
        }
        if (ct.zone() != 0) {
            out.append("zone=").append(ct.zone()).append(',');
        }
        ct.mark().ifPresent(this::mark);
        ct.label().ifPresent(this::label);
        if (!ct.helper().isEmpty()) {
            out.append("helper=").append(ct.helper()).append(',');
        }
        if (!ct.timeout().isEmpty()) {
            out.append("timeout=").append(ct.timeout()).append(',');
        }
        ct.nat().ifPresent(this::nat);
        if (out.length() == start) {
            out.setLength(start - 1);
        } else {
            NumberText.chomp(out);
            out.append(')');
        }
    }

    private void mark(CtMark mark) {
        out.append("mark=")
                .append(NumberText.hex(Integer.toUnsignedLong(mark.value())))
                .append('/')
                .append(NumberText.hex(Integer.toUnsignedLong(mark.mask())))
                .append(',');
    }

    private void label(CtLabel label) {
        out.append("label=").append(hex128(label.high(), label.low()));
        if ((label.maskHigh() & label.maskLow()) != -1L) {
            out.append('/').append(hex128(label.maskHigh(), label.maskLow()));
        }
        out.append(',');
    }

    private static String hex128(long high, long low) {
        return high == 0 ? NumberText.hex(low) : "0x" + Long.toHexString(high) + "%016x".formatted(low);
    }

    private void nat(Nat nat) {
        out.append("nat");
        if (nat.direction() == Nat.Direction.EXISTING) {
            return;
        }
        out.append(nat.direction() == Nat.Direction.SOURCE ? "(src" : "(dst");
        if (!nat.first().isEmpty()) {
            out.append('=').append(address(nat.first(), nat.firstPort()));
            boolean range = !nat.last().isEmpty()
                    && !nat.last().equals(nat.first())
                    && !nat.last().equals(Bytes.of(new byte[nat.last().size()]));
            out.append(range ? "-" + address(nat.last(), nat.firstPort()) : "");
            if (nat.firstPort() != 0) {
                out.append(':').append(nat.firstPort());
                boolean ports = nat.lastPort() != 0 && nat.lastPort() != nat.firstPort();
                out.append(ports ? "-" + nat.lastPort() : "");
            }
        }
        for (Nat.Option option : Nat.Option.values()) {
            out.append(nat.options().contains(option) ? "," + option.text() : "");
        }
        out.append(')');
    }

    private static String address(Bytes address, int port) {
        if (address.size() == 4) {
            long value = 0;
            for (int i = 0; i < 4; i++) {
                value = value << Byte.SIZE | address.at(i);
            }
            return AddressText.ipv4(value);
        }
        String text = AddressText.ipv6(address.toArray());
        return port == 0 ? text : "[" + text + "]";
    }
}
