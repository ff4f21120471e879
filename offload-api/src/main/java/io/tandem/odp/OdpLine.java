package io.tandem.odp;

import io.tandem.flow.FlowKey;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.MatchEncoder;
import io.tandem.netlink.NetlinkDecodeException;

/** Lines of keys and actions in canonical form, as Open vSwitch's own test tool prints them. */
public final class OdpLine {
    /**
     * An exact key with each of its fields, also those that the line leaves out. Masks are read and left out of account;
     * so is the connection's original tuple, which a datapath does not report.
     *
     * @throws OdpParseException where the line is not a key
     * @throws NetlinkDecodeException where its attributes do not make one
     */
    public static String key(String line, PortNames ports) throws OdpParseException, NetlinkDecodeException {
        MatchAttributes written = OdpKeyText.parse(line, ports);
        FlowKey key = MatchDecoder.key(written.key());
        return OdpKeyText.printVerbose(MatchEncoder.WITHOUT_TUPLES.encode(key), ports);
    }

    /** A match with what is wild left out. */
    public static String match(String line, PortNames ports) throws OdpParseException {
        return OdpKeyText.print(OdpKeyText.parse(line, ports), ports);
    }

    /** A list of actions. */
    public static String actions(String line, PortNames ports) throws OdpParseException {
        return OdpActionText.print(OdpActionText.parse(line, ports), ports);
    }

    private OdpLine() {}
}
