package io.tandem.datapath.tunnel;

import io.tandem.odp.AddressText;

/**
 * An IPv4 or IPv6 address; the first are held as IPv4-mapped ones. Source: RFC 4291 section 2.5.5.2.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record IpAddress(long high, long low) {
    private static final long MAPPED = 0xffff_0000_0000L;

    /** An IPv4 address, in the low 32 bits. */
    public static IpAddress ofIpv4(long address) {
        return new IpAddress(0, mapped(address));
    }

    /** True for an IPv4 address. */
    public boolean isIpv4() {
        return isIpv4(high, low);
    }

    /** The bits of an IPv4 address. */
    public long ipv4() {
        return low & 0xffffffffL;
    }

    @Override
    public String toString() {
        return isIpv4() ? AddressText.ipv4(ipv4()) : AddressText.ipv6(high, low);
    }

    static boolean isIpv4(long high, long low) {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
    }

    static long mapped(long ipv4) {
        return MAPPED | ipv4 & 0xffffffffL;
    }
}
