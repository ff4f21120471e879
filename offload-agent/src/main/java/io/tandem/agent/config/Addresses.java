package io.tandem.agent.config;

import io.tandem.datapath.tunnel.IpAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Addresses in a configuration. Names are never looked up. */
final class Addresses {
    private static final int IPV4_BYTES = 4;
    private static final String MAC = "an Ethernet address such as 02:00:00:00:00:01";

    static IpAddress read(ConfigSection section, String key) throws ConfigException {
        String expected = "an IPv4 or IPv6 address";
        return parse(section, key, section.text(key, expected), expected);
    }

    static IpAddress parse(ConfigSection section, String key, String text, String expected) throws ConfigException {
        byte[] bytes;
        try {
            bytes = InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw section.wrong(key, expected);
        }
        ByteBuffer address = ByteBuffer.wrap(bytes);
        return bytes.length == IPV4_BYTES
                ? IpAddress.ofIpv4(Integer.toUnsignedLong(address.getInt()))
                : new IpAddress(address.getLong(), address.getLong());
    }

    /** 48 bits, not all of them zero. */
    static long readMac(ConfigSection section, String key) throws ConfigException {
        String text = section.text(key, MAC);
        if (!text.matches("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}") || text.matches("[0:]*")) {
            throw section.wrong(key, MAC);
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    private Addresses() {}
}
