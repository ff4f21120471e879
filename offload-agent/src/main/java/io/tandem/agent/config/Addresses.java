package io.tandem.agent.config;

import java.net.InetAddress;

/** Addresses in a configuration. Names are never looked up. */
final class Addresses {
    private static final String MAC = "an Ethernet address such as 02:00:00:00:00:01";

    static InetAddress read(ConfigSection section, String key) throws ConfigException {
        String expected = "an IPv4 or IPv6 address";
        return parse(section, key, section.text(key, expected), expected);
    }

    static InetAddress parse(ConfigSection section, String key, String text, String expected) throws ConfigException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw section.wrong(key, expected);
        }
    }

    /** 48 bits. */
    static long readMac(ConfigSection section, String key) throws ConfigException {
        String text = section.text(key, MAC);
        if (!text.matches("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw section.wrong(key, MAC);
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    private Addresses() {}
}
