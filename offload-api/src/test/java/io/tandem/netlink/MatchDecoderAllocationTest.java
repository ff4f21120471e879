package io.tandem.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchDecoderAllocationTest {
    private static final int WARM = 30_000;
    private static final int MEASURED = 5_000;
    private static final long MOST = 200;

    private interface Work {
        void run() throws NetlinkDecodeException;
    }

    private final List<Object> kept = new ArrayList<>(2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in_port(3),eth(src=02:00:00:00:00:0a,dst=02:00:00:00:00:0b),eth_type(0x8100),vlan(vid=100,pcp=0),"
                        + "encap(eth_type(0x0800),ipv4(src=192.0.2.0/255.255.255.0,dst=198.51.100.7,proto=6,frag=no),"
                        + "tcp(src=1024/0xfc00,dst=443))",
                "in_port(1),eth_type(0x86dd),ipv6(src=2001:db8::1,proto=58,frag=no),icmpv6(type=135),nd(target=::1)",
                "tunnel(tun_id=0x2a,src=192.0.2.1,dst=192.0.2.2,ttl=64,geneve({class=0x1,type=0x2,len=4,0x7}),flags(key)),"
                        + "in_port(9),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=80)"
            })
    void nothingButTheAnswerIsAllocated(String line) throws Exception {
        OdpMatch match = OdpKeyText.parseMasked(line, PortNames.any());
        MatchAttributes attributes = MatchEncoder.KERNEL.encode(match.key(), match.mask());
        byte[] keyBytes = attributes.key();
        byte[] maskBytes = attributes.mask();
        FlowKey key = MatchDecoder.key(keyBytes);
        long[] keyWords = key.toWords();
        long[] maskWords = MatchDecoder.mask(maskBytes, key).toWords();
        MatchDecoder decoder = new MatchDecoder();

        long answer = allocated(() -> keep(FlowKey.ofWords(keyWords), FlowMask.ofWords(maskWords)));
        long decoding = allocated(() -> {
            FlowKey read = decoder.readKey(keyBytes);
            keep(read, decoder.readMask(maskBytes, read));
        });

        assertThat(answer).isPositive();
        assertThat(decoding - answer).isLessThan(MOST);
    }

    private void keep(FlowKey key, FlowMask mask) {
        kept.clear();
        kept.add(key);
        kept.add(mask);
    }

    /** Bytes that one run allocates, the mean of many when the code is warm. */
    private static long allocated(Work work) throws NetlinkDecodeException {
        for (int i = 0; i < WARM; i++) {
            work.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED; i++) {
            work.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED;
    }
}
