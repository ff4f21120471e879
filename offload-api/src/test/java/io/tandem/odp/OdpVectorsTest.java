package io.tandem.odp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.netlink.ActionDecoder;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.AttributeCheck;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.proto.ActionProto;
import io.tandem.proto.AttributeProto;
import io.tandem.v1.Action;
import io.tandem.v1.AttributeMatch;
import io.tandem.vectors.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text against what Open vSwitch's {@code test-odp} prints and refuses. */
class OdpVectorsTest {
    /** Lines that were cut out of test scripts and are no actions, and one header that contradicts its own size and type. */
    private static final Set<String> NOT_ACTIONS = Set.of(
            "[0-9",
            "p[13",
            "p[24",
            "tnl_push(tnl_port(6),header(size=58,type=3,eth(dst=f8:bc:12:44:34:b6,src=f8:bc:12:46:58:e0,dl_type=0x0800),"
                    + "ipv4(src=1.1.2.88,dst=1.1.2.92,proto=17,tos=0,ttl=64,frag=0x4000),udp(src=0,dst=2152,csum=0x0),"
                    + "gtpu(flags=0x30,msgtype=255,teid=0x1)),out_port(1))");

    /** Actions of lines that were cut out of test scripts too long, or have a pattern in them. */
    private static final Set<String> CUT_WRONG = Set.of("2])", "ct(commit)])", "ct(commit,zone=10),recirc(X)");

    private static final PortNames NAMED =
            PortNames.of(Map.of("n1", 11, "int-br", 12, "p1", 13, "p2", 14, "p3", 16, "br0", 15));

    private interface Canonical {
        String of(String line) throws Exception;
    }

    @ParameterizedTest
    @CsvSource({
        "odp-keys.txt, keys, true",
        "odp-keys-invalid.txt, keys, false",
        "odp-wildcarded.txt, matches, true",
        "odp-wildcarded-invalid.txt, matches, false",
        "odp-actions.txt, actions, true",
        "odp-actions-invalid.txt, actions, false"
    })
    void readsAndRefusesWhatOpenVswitchDoes(String file, String kind, boolean valid) throws IOException {
        Canonical canonical =
                switch (kind) {
                    case "keys" -> line -> OdpLine.key(line, PortNames.any());
                    case "matches" -> line -> OdpLine.match(line, PortNames.any());
                    default -> line -> OdpLine.actions(line, PortNames.any());
                };
        List<String> differences = new ArrayList<>();
        for (String line : Vectors.lines(file)) {
            int tab = line.indexOf('\t');
            String input = tab < 0 ? line : line.substring(0, tab);
            String expected = tab < 0 ? line : line.substring(tab + 1);
            String found = outcome(canonical, input);
            if (valid ? !found.equals(expected) : !found.startsWith("error: ")) {
                differences.add(input + "\n  expected " + expected + "\n  found    " + found);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static String outcome(Canonical canonical, String input) {
        try {
            return canonical.of(input);
        } catch (OdpParseException | NetlinkDecodeException e) {
            return "error: " + e.getMessage();
        } catch (Exception e) {
            throw new AssertionError(input, e);
        }
    }

    @Test
    void readsActionsThatOpenVswitchPrintsAndDoesNotRead() throws IOException {
        List<String> refused = new ArrayList<>();
        for (String line : Vectors.lines("odp-actions-formatonly.txt")) {
            String found = outcome(text -> OdpLine.actions(text, NAMED), line);
            if (found.startsWith("error: ") != NOT_ACTIONS.contains(line)) {
                refused.add(line + "\n  " + found);
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void readsFlowsOfOpenVswitchTests() throws IOException {
        List<String> refused = new ArrayList<>();
        for (String line : Vectors.lines("odp-flows.txt")) {
            String[] parts = line.split("\t", -1);
            String match = outcome(text -> OdpLine.match(text, NAMED), parts[1]);
            String actions = outcome(text -> OdpLine.actions(text, NAMED), parts[2]);
            if (match.startsWith("error: ") || actions.startsWith("error: ") != CUT_WRONG.contains(parts[2])) {
                refused.add(line + "\n  " + match + "\n  " + actions);
            }
        }
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"odp-keys.txt", "odp-wildcarded.txt"})
    void matchesSurviveTheOtherCodecs(String file) throws Exception {
        for (String line : Vectors.lines(file)) {
            String canonical = line.substring(line.indexOf('\t') + 1);
            MatchAttributes written = OdpKeyText.parse(canonical, PortNames.any());
            String text = OdpKeyText.print(written, PortNames.any());
            MatchAttributes netlink = AttributeCheck.match(written.key(), written.mask());
            assertThat(OdpKeyText.print(netlink, PortNames.any())).isEqualTo(text);
            AttributeMatch message =
                    AttributeMatch.parseFrom(AttributeProto.encode(written).toByteArray());
            assertThat(OdpKeyText.print(AttributeProto.decode(message), PortNames.any()))
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource({"odp-actions.txt", "odp-actions-formatonly.txt"})
    void actionsSurviveTheOtherCodecs(String file) throws Exception {
        for (String line : Vectors.lines(file)) {
            if (NOT_ACTIONS.contains(line)) {
                continue;
            }
            String canonical = line.substring(line.indexOf('\t') + 1);
            List<OdpAction> written = OdpActionText.parse(canonical, NAMED);
            String text = OdpActionText.print(written);
            List<OdpAction> netlink = ActionDecoder.decode(ActionEncoder.encode(written));
            assertThat(netlink).isEqualTo(written);
            assertThat(OdpActionText.print(netlink)).isEqualTo(text);
            assertThat(OdpActionText.print(throughProto(written))).isEqualTo(text);
        }
    }

    private static List<OdpAction> throughProto(List<OdpAction> actions) throws Exception {
        List<Action> messages = new ArrayList<>();
        for (Action message : ActionProto.encode(actions)) {
            messages.add(Action.parseFrom(message.toByteArray()));
        }
        return ActionProto.decode("actions", messages);
    }

    @Test
    void keepsTheLimits() throws IOException {
        for (String line : Vectors.lines("odp-limits.jsonl")) {
            String prefix = json(line, "prefix");
            String suffix = json(line, "suffix");
            int times = Integer.parseInt(line.replaceFirst(".*\"times\": ([0-9]+).*", "$1"));
            String text = prefix + json(line, "repeat").repeat(times) + suffix;
            Canonical canonical = json(line, "kind").equals("keys")
                    ? input -> OdpLine.key(input, PortNames.any())
                    : input -> OdpLine.actions(input, PortNames.any());
            String found = outcome(canonical, text);
            if (json(line, "expect").equals("roundtrip")) {
                assertThat(found).isEqualTo(text);
            } else {
                assertThat(found).startsWith("error: ");
            }
        }
    }

    private static String json(String line, String name) {
        return line.replaceFirst(".*\"" + name + "\": \"([^\"]*)\".*", "$1");
    }
}
