package io.tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.netlink.AttributeCheck;
import io.tandem.netlink.KernelForm;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.NetlinkDecodeException;

/** Netlink attributes of a key and of its mask, any bytes; {@link InputBlocks} of both. */
class NetlinkMatchFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        InputBlocks blocks = new InputBlocks(input);
        MatchAttributes any = new MatchAttributes(blocks.next(), blocks.rest());
        RoundTrips.packed(any);
        KernelForm.of(any);
        MatchAttributes match;
        try {
            match = AttributeCheck.match(any.key(), any.mask());
        } catch (NetlinkDecodeException refused) {
            return;
        }
        RoundTrips.attributes(match);
    }
}
