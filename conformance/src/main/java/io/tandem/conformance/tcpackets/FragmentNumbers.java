package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Outcome.Carried;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identification of IPv6 fragments that the kernel cut itself, which is another one each time. Source:
 * net/ipv6/ip6_output.c, ip6_fragment.
 */
final class FragmentNumbers {
    private static final int TYPE = 12;
    private static final int NEXT_HEADER = 20;
    private static final int FRAGMENT = 44;
    private static final int FIRST = 58;
    private static final int END = 62;

    private FragmentNumbers() {}

    /** The outcome with zeros in their place, in untagged frames. */
    static Outcome without(Outcome outcome) {
        if (!(outcome instanceof Carried(var sent, var counts))) {
            return outcome;
        }
        Map<Integer, List<Bytes>> without = new TreeMap<>();
        sent.forEach((port, frames) ->
                without.put(port, frames.stream().map(FragmentNumbers::without).toList()));
        return new Carried(without, counts);
    }

    private static Bytes without(Bytes frame) {
        boolean ipv6 = frame.size() >= END
                && ((frame.at(TYPE) & 0xff) << Byte.SIZE | frame.at(TYPE + 1) & 0xff) == EtherType.IPV6;
        if (!ipv6 || frame.at(NEXT_HEADER) != FRAGMENT) {
            return frame;
        }
        byte[] bytes = frame.toArray();
        for (int i = FIRST; i < END; i++) {
            bytes[i] = 0;
        }
        return Bytes.of(bytes);
    }
}
