package io.tandem.tc.text;

import java.util.List;
import java.util.Locale;

/** EtherTypes by the names that iproute2 has for them, the case of letters aside. Source: lib/ll_proto.c. */
final class EtherTypeText {
    private record Named(String name, int type) {}

    private static final List<Named> NAMES = List.of(
            new Named("loop", 0x0060),
            new Named("pup", 0x0200),
            new Named("pupat", 0x0201),
            new Named("ip", 0x0800),
            new Named("x25", 0x0805),
            new Named("arp", 0x0806),
            new Named("bpq", 0x08ff),
            new Named("ieeepup", 0x0a00),
            new Named("ieeepupat", 0x0a01),
            new Named("dec", 0x6000),
            new Named("dna_dl", 0x6001),
            new Named("dna_rc", 0x6002),
            new Named("dna_rt", 0x6003),
            new Named("lat", 0x6004),
            new Named("diag", 0x6005),
            new Named("cust", 0x6006),
            new Named("sca", 0x6007),
            new Named("rarp", 0x8035),
            new Named("atalk", 0x809b),
            new Named("aarp", 0x80f3),
            new Named("ipx", 0x8137),
            new Named("ipv6", 0x86dd),
            new Named("ppp_disc", 0x8863),
            new Named("ppp_ses", 0x8864),
            new Named("atmmpoa", 0x884c),
            new Named("atmfate", 0x8884),
            new Named("802_3", 0x0001),
            new Named("ax25", 0x0002),
            new Named("all", 0x0003),
            new Named("802_2", 0x0004),
            new Named("snap", 0x0005),
            new Named("ddcmp", 0x0006),
            new Named("wan_ppp", 0x0007),
            new Named("ppp_mp", 0x0008),
            new Named("localtalk", 0x0009),
            new Named("can", 0x000c),
            new Named("ppptalk", 0x0010),
            new Named("tr_802_2", 0x0011),
            new Named("mobitex", 0x0015),
            new Named("control", 0x0016),
            new Named("irda", 0x0017),
            new Named("econet", 0x0018),
            new Named("tipc", 0x88ca),
            new Named("profinet", 0x8892),
            new Named("aoe", 0x88a2),
            new Named("ethercat", 0x88a4),
            new Named("802.1Q", 0x8100),
            new Named("802.1ad", 0x88a8),
            new Named("mpls_uc", 0x8847),
            new Named("mpls_mc", 0x8848),
            new Named("teb", 0x6558),
            new Named("LLDP", 0x88cc),
            new Named("ipv4", 0x0800));

    static int read(CommandWord word) throws TcParseException {
        for (Named named : NAMES) {
            if (named.name.equalsIgnoreCase(word.text())) {
                return named.type;
            }
        }
        try {
            return (int) NumberText.read(word, 0, 0xffff);
        } catch (TcParseException numberless) {
            throw word.malformed("a protocol by name, as in ip, ipv6 or 802.1q, or by number");
        }
    }

    static String print(int type) {
        return NAMES.stream()
                .filter(named -> named.type == type)
                .map(named -> named.name.toLowerCase(Locale.ROOT))
                .findFirst()
                .orElseGet(() -> NumberText.hex(type));
    }

    private EtherTypeText() {}
}
