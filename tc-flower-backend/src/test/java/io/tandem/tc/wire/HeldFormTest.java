package io.tandem.tc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommandParser;
import io.tandem.tc.text.TcParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Filters as a kernel 6.1 told them, beside what it was asked. */
class HeldFormTest {
    @Test
    void fillsInWhatARequestLeavesOpen() throws TcParseException {
        assertEquals(
                filter("action ct zone 0 nat pipe action mpls push protocol mpls_uc label 1 ttl 255"),
                HeldForm.of(filter("action ct nat pipe action mpls push label 1")));
        assertEquals(filter("action vlan modify protocol 802.1Q id 5"), HeldForm.of(filter("action vlan modify id 5")));
        TcFilter modified = HeldForm.of(filter("action mpls modify label 1"));
        assertEquals(
                EtherType.MPLS_UNICAST,
                ((ActionBody.Mpls) modified.actions().getFirst().body()).protocol());
        assertEquals(filter("action ct clear"), HeldForm.of(filter("action ct clear")));
    }

    @Test
    void tellsOneLabelByItsOwnAttributes() throws TcParseException {
        String asked = "protocol mpls_uc flower mpls lse depth 1 label 100 bos 1";
        assertEquals(
                whole("protocol mpls_uc flower mpls_label 100 mpls_bos 1").match(),
                HeldForm.of(whole(asked).match()));
        TcFilter two = whole(asked + " lse depth 2 ttl 3");
        assertEquals(two.match(), HeldForm.of(two.match()));
    }

    @Test
    void tellsTheTypeBehindTags() throws TcParseException {
        FlowerMatch held = HeldForm.of(
                whole("protocol 802.1Q flower vlan_id 5 vlan_ethtype ip").match());
        assertEquals(
                Set.of(FlowerKey.VLAN_ID, FlowerKey.VLAN_ETH_TYPE, FlowerKey.ETH_TYPE),
                held.values().keySet());
        assertEquals(held.value(FlowerKey.VLAN_ETH_TYPE), held.value(FlowerKey.ETH_TYPE));
        assertEquals(
                Set.of(FlowerKey.VLAN_ID),
                HeldForm.of(whole("protocol 802.1Q flower vlan_id 5").match())
                        .values()
                        .keySet());
    }

    @Test
    void readsSeveralOptionsOfGeneveInOneList() throws TcDecodeException {
        AttributeWriter out = new AttributeWriter();
        int all = out.start(1);
        int list = out.start(TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_GENEVE);
        for (int i = 1; i <= 2; i++) {
            out.putBe16(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS, i)
                    .putU8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE, 10 * i)
                    .put(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA, Bytes.of(new byte[4 * i]));
        }
        out.end(list).end(all);
        byte[] bytes = out.toBytes();
        Level level = new Level().over("options", bytes, 0, bytes.length, new ArrayList<>());
        assertEquals(
                Optional.of(List.of(
                        new TunnelOption.Geneve(1, 10, Bytes.of(new byte[4])),
                        new TunnelOption.Geneve(2, 20, Bytes.of(new byte[8])))),
                new TunnelOptionFormat().read(level, 1));
    }

    private static TcFilter filter(String actions) throws TcParseException {
        return whole("flower " + actions);
    }

    private static TcFilter whole(String words) throws TcParseException {
        return new TcCommandParser(DeviceNames.of(Map.of("eth0", 1))).parse("tc filter add dev eth0 ingress " + words);
    }
}
