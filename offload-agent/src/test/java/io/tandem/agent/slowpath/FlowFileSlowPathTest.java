package io.tandem.agent.slowpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.action.OdpAction;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowFileSlowPathTest {
    private static final PortNames PORTS = PortNames.range(1, 4);
    private static final FlowKey TCP_22 = FlowKey.builder()
            .set(FlowField.IN_PORT, 1)
            .set(FlowField.ETH_DST, 0x525400000001L)
            .set(FlowField.ETH_TYPE, 0x0800)
            .set(FlowField.IPV4_SRC, 0x0a000001)
            .set(FlowField.IPV4_PROTO, 6)
            .set(FlowField.IPV4_TTL, 64)
            .set(FlowField.TCP_SRC, 40000)
            .set(FlowField.TCP_DST, 22)
            .build();

    @Test
    void firstLineThatMatchesAnswers() throws FlowFileException {
        SlowPath path = parse("""
                in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=22) actions:1
                in_port(1),eth_type(0x0800),ipv4(proto=6,frag=no),tcp(dst=22) actions:4
                in_port(1),eth_type(0x0800),ipv4(proto=6,frag=no),tcp(dst=22) actions:2
                """);
        assertThat(actions(path.answer(TCP_22))).isEqualTo("4");
    }

    @Test
    void whatNoLineMatchesIsDroppedExplicitly() throws FlowFileException {
        Megaflow flow = parse("in_port(2),eth_type(0x0800) actions:1").answer(TCP_22);
        assertThat(flow.actions()).containsExactly(new OdpAction.Drop());
        assertThat(text(flow)).isEqualTo("recirc_id(0),in_port(1),eth_type(0x0800),ipv4(frag=no)");
    }

    @Test
    void looksNoFurtherThanTheFirstFieldThatDiffers() throws FlowFileException {
        Megaflow flow = parse("""
                in_port(1),eth_type(0x0800),ipv4(src=172.0.0.0/255.0.0.0,proto=6,frag=no),tcp(dst=80) actions:3
                in_port(1),eth_type(0x0800) actions:2
                """).answer(TCP_22);
        assertThat(text(flow))
                .isEqualTo("recirc_id(0),in_port(1),eth_type(0x0800),ipv4(src=10.0.0.0/255.0.0.0,frag=no)");
        assertThat(actions(flow)).isEqualTo("2");
    }

    @Test
    void linesThatDifferInWhatIsKnownAddNothing() throws FlowFileException {
        Megaflow flow = parse("""
                in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no) actions:1
                in_port(1),eth_type(0x0800),ipv4(src=10.0.0.1,proto=17,frag=no) actions:3
                in_port(1),eth_type(0x0800),ipv4(proto=6) actions:2
                """).answer(TCP_22);
        assertThat(flow.mask().isZero(FlowField.IPV4_SRC)).isTrue();
        assertThat(flow.mask().isExact(FlowField.IPV4_PROTO)).isTrue();
    }

    @Test
    void laterFragmentHasNoPorts() throws FlowFileException {
        FlowKey later = TCP_22.toBuilder()
                .set(FlowField.IPV4_FRAG, Fragment.LATER.bits())
                .set(FlowField.TCP_SRC, 0)
                .set(FlowField.TCP_DST, 0)
                .build();
        Megaflow flow = parse("""
                eth_type(0x0800),ipv4(proto=6),tcp(dst=0/0xff00) actions:1
                eth_type(0x0800),ipv4(proto=6) actions:2
                """).answer(later);
        assertThat(actions(flow)).isEqualTo("2");
        assertThat(flow.mask().isZero(FlowField.TCP_DST)).isTrue();
    }

    @Test
    void linesWithoutPortOrTypeKeepTheirPlaceAmongTheOthers() throws FlowFileException {
        SlowPath path = parse("""
                in_port(1),eth_type(0x0806) actions:1
                in_port(1) actions:3
                in_port(1),eth_type(0x0800) actions:2
                """);
        assertThat(actions(path.answer(TCP_22))).isEqualTo("3");
    }

    @Test
    void recirculatedPacketsHaveLinesOfTheirOwn() throws FlowFileException {
        SlowPath path = parse("""
                in_port(1),eth_type(0x0800) actions:recirc(0x7)
                recirc_id(0x7),in_port(1),eth_type(0x0800) actions:2
                """);
        assertThat(actions(path.answer(TCP_22))).isEqualTo("recirc(0x7)");
        FlowKey again = TCP_22.toBuilder().set(FlowField.RECIRC_ID, 7).build();
        assertThat(actions(path.answer(again))).isEqualTo("2");
    }

    @Test
    void taggedPacketIsNotTheUntaggedLines() throws FlowFileException {
        SlowPath path = parse("""
                in_port(1),eth_type(0x0800) actions:2
                in_port(1),eth_type(0x8100),vlan(vid=10),encap(eth_type(0x0800)) actions:3
                """);
        FlowKey tagged = TCP_22.toBuilder()
                .set(FlowField.VLAN_TPID, 0x8100)
                .set(FlowField.VLAN_CFI, 1)
                .set(FlowField.VLAN_VID, 10)
                .set(FlowField.VLAN_PCP, 5)
                .build();
        Megaflow flow = path.answer(tagged);
        assertThat(actions(flow)).isEqualTo("3");
        assertThat(flow.mask().isExact(FlowField.VLAN_VID)).isTrue();
        assertThat(flow.mask().isZero(FlowField.VLAN_PCP)).isTrue();
    }

    @Test
    void commentsAndBlankLinesAreNoFlows() throws FlowFileException {
        assertThat(parse("# all\n\n  in_port(1) actions:2 # one\r\n\t\n").size())
                .isEqualTo(1);
        assertThat(parse("").size()).isZero();
    }

    @Test
    void ownFlowIsRevalidatedWithItsActions() throws FlowFileException {
        FlowFileSlowPath path = parse("in_port(1),eth_type(0x0800),ipv4(proto=6) actions:2");
        Megaflow own = path.answer(TCP_22);
        assertThat(path.revalidate(own.withActions(java.util.List.of(new OdpAction.Drop()))))
                .hasValue(own.actions());
    }

    @Test
    void foreignFlowHasToGo() throws FlowFileException {
        FlowFileSlowPath path = parse("in_port(1),eth_type(0x0800),ipv4(proto=6) actions:2");
        FlowMask wider = path.answer(TCP_22).mask().toBuilder()
                .set(FlowField.IPV4_PROTO, 0)
                .build();
        assertThat(path.revalidate(Megaflow.of(TCP_22, wider, java.util.List.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "in_port(1),foo(2) actions:2|flows:2:12: bad match, found 'foo(2) ', expected a key attribute",
                "in_port(9) actions:2|flows:2:9: bad match at in_port, found '9) ', expected a port from 1 to 4",
                "in_port(1) actions:9|flows:2:20: bad action at output, found '9', expected a port from 1 to 4",
                "in_port(1) actions:fly|flows:2:20: bad action, found 'fly', expected an action",
                "in_port(1) actions:|flows:2:20: bad action at actions, found the end of the text, expected an action",
                "in_port(1) actions:2,ct(helper=ftp)|flows:2:20: an action that the datapath cannot carry out, found ct(helper=ftp), exp",
                "in_port(1)|flows:2:11: a flow without actions, found the end of the line, expected 'actions:'",
                "eth_type(0x0800),ipv4(src=1.2.3.4/300.0.0.0) actions:2|flows:2:35: bad match at ipv4.src mask, found '300",
                "eth_type(0x0806),tcp(dst=1) actions:2|flows:2:18: bad match at tcp, found tcp(...), expected it only with IP eth_type with proto=6"
            })
    void saysWhereAndWhatIsWrong(String line, String message) {
        FlowFileException e =
                catchThrowableOfType(FlowFileException.class, () -> parse("in_port(1) actions:2\n" + line + "\n"));
        assertThat(e).hasMessageStartingWith(message);
        assertThat(e.getMessage()).doesNotContain("\n");
        assertThat(e.line()).isEqualTo(2);
    }

    @Test
    void controlCharactersStayOutOfTheMessage() {
        FlowFileException e =
                catchThrowableOfType(FlowFileException.class, () -> parse("in_port(\u001b[2J) actions:2"));
        assertThat(e.getMessage()).contains("\\u001b[2J").doesNotContain("\u001b");
    }

    @Test
    void readsAFileOrSaysWhyNot(@TempDir Path directory) throws FlowFileException, IOException {
        Path file = Files.writeString(directory.resolve("flows"), "in_port(1) actions:2\n");
        assertThat(FlowFileSlowPath.read(file, PORTS).size()).isEqualTo(1);

        Path missing = directory.resolve("none");
        FlowFileException e =
                catchThrowableOfType(FlowFileException.class, () -> FlowFileSlowPath.read(missing, PORTS));
        assertThat(e)
                .hasMessage(missing + ":0:0: cannot be read, found no such file, expected a readable file of flows");
        e = catchThrowableOfType(FlowFileException.class, () -> FlowFileSlowPath.read(directory, PORTS));
        assertThat(e).hasMessageContaining("found a directory");
    }

    @Test
    void refusesALineThatNamesAMeterWhichIsNotThere(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("metered.flows");
        Files.writeString(file, "in_port(1) actions:2\nin_port(2) actions:meter(9),1\n");
        FlowFileException e = catchThrowableOfType(
                FlowFileException.class, () -> FlowFileSlowPath.read(file, PORTS, ActionServices.none()));
        assertThat(e.line()).isEqualTo(2);
        assertThat(e).hasMessageContaining("there is no meter 9, found meter(9),1, expected");
        MeterTable meters = new MeterTable();
        meters.set(9, new MeterConfig(MeterUnit.PACKETS, List.of()), 0);
        assertThat(FlowFileSlowPath.read(file, PORTS, ActionServices.none().with(meters))
                        .size())
                .isEqualTo(2);
    }

    private static FlowFileSlowPath parse(String text) throws FlowFileException {
        return FlowFileSlowPath.parse("flows", text, PORTS);
    }

    private static String actions(Megaflow flow) {
        return OdpActionText.print(flow.actions());
    }

    private static String text(Megaflow flow) {
        return OdpKeyText.print(flow.key(), flow.mask());
    }
}
