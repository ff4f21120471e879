package io.tandem.odp;

import io.tandem.action.OdpAction;
import io.tandem.action.UserspaceCookie;
import io.tandem.flow.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The userspace action with its cookies. Source: Open vSwitch, parse_odp_userspace_action and
 * format_odp_userspace_action in lib/odp-util.c.
 */
final class UserspaceText {
    /** Open vSwitch sends at least so many bytes of userdata, as old kernels want them. */
    private static final int LEAST_USERDATA = 8;

    private static final int VLAN_CFI = 0x1000;

    private final OdpScanner in;
    private final PortNames ports;

    UserspaceText(OdpScanner in, PortNames ports) {
        this.in = in;
        this.ports = ports;
    }

    /** Reads what follows {@code userspace(pid=}. */
    OdpAction read() throws OdpParseException {
        int pid = (int) in.number(32, "userspace.pid");
        Bytes userdata = Bytes.of(new byte[UserspaceCookie.SIZE]);
        if (in.take(",userdata(")) {
            userdata = userdata();
        } else {
            Optional<UserspaceCookie> cookie = cookie();
            if (cookie.isPresent()) {
                userdata = cookie.get().encode();
            }
        }
        boolean actions = in.take(",actions");
        OptionalInt port = OptionalInt.empty();
        if (in.take(",tunnel_out_port=")) {
            int number = in.port(ports, "userspace.tunnel_out_port");
            port = number == -1 ? OptionalInt.empty() : OptionalInt.of(number);
        }
        in.expect(')', "userspace");
        return new OdpAction.Userspace(pid, Optional.of(userdata), actions, port);
    }

    private Bytes userdata() throws OdpParseException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            in.those(" .\t\r\n", Integer.MAX_VALUE);
            if (!HexFormat.isHexDigit(in.peek()) || !HexFormat.isHexDigit(in.peek(1))) {
                break;
            }
            bytes.write(HexFormat.fromHexDigit(in.next()) << 4 | HexFormat.fromHexDigit(in.next()));
        }
        in.expect(')', "userspace.userdata");
        while (bytes.size() < LEAST_USERDATA) {
            bytes.write(0);
        }
        return Bytes.of(bytes.toByteArray());
    }

    private Optional<UserspaceCookie> cookie() throws OdpParseException {
        if (in.take(",sFlow(vid=")) {
            int vid = (int) in.number(32, "userspace.sFlow.vid");
            in.expect(",pcp=", "userspace.sFlow");
            int pcp = (int) in.number(32, "userspace.sFlow.pcp");
            in.expect(",output=", "userspace.sFlow");
            int output = (int) in.number(32, "userspace.sFlow.output");
            in.expect(')', "userspace.sFlow");
            int tci = (vid | pcp << 13) & 0xffff;
            return Optional.of(new UserspaceCookie.SFlow(tci == 0 ? 0 : tci | VLAN_CFI, output));
        }
        if (in.take(",slow_path(")) {
            int reasons = FlagText.read(
                            in, List.of(UserspaceCookie.SlowPathReason.values()), "userspace.slow_path", false)
                    .value();
            in.expect(')', "userspace.slow_path");
            return Optional.of(new UserspaceCookie.SlowPath(reasons));
        }
        if (in.take(",flow_sample(probability=")) {
            return Optional.of(flowSample());
        }
        if (in.take(",ipfix(output_port=")) {
            int port = in.port(ports, "userspace.ipfix");
            in.expect(')', "userspace.ipfix");
            return Optional.of(new UserspaceCookie.Ipfix(port));
        }
        if (in.take(",controller(reason=")) {
            return Optional.of(controller());
        }
        return Optional.empty();
    }

    private UserspaceCookie flowSample() throws OdpParseException {
        String field = "userspace.flow_sample";
        int probability = (int) in.number(32, field) & 0xffff;
        in.expect(",collector_set_id=", field);
        int set = (int) in.number(32, field);
        in.expect(",obs_domain_id=", field);
        int domain = (int) in.number(32, field);
        in.expect(",obs_point_id=", field);
        int point = (int) in.number(32, field);
        in.expect(",output_port=", field);
        int port = in.port(ports, field);
        UserspaceCookie.Direction direction = in.take(",ingress")
                ? UserspaceCookie.Direction.INGRESS
                : in.take(",egress") ? UserspaceCookie.Direction.EGRESS : UserspaceCookie.Direction.DEFAULT;
        in.expect(')', field);
        return new UserspaceCookie.FlowSample(probability, set, domain, point, port, direction);
    }

    private UserspaceCookie controller() throws OdpParseException {
        String field = "userspace.controller";
        int reason = (int) in.numberOf(10, 16, field);
        in.expect(",dont_send=", field);
        boolean dontSend = in.numberOf(10, 8, field) != 0;
        in.expect(",continuation=", field);
        boolean continuation = in.numberOf(10, 8, field) != 0;
        in.expect(",recirc_id=", field);
        int recirc = (int) in.numberOf(10, 32, field);
        in.expect(",rule_cookie=", field);
        long cookie = in.numberOf(16, 64, field);
        in.expect(",controller_id=", field);
        int controller = (int) in.numberOf(10, 16, field);
        in.expect(",max_len=", field);
        int most = (int) in.numberOf(10, 16, field);
        in.expect(')', field);
        return new UserspaceCookie.Controller(reason, dontSend, continuation, recirc, cookie, controller, most);
    }

    static void print(StringBuilder out, OdpAction.Userspace action, PortNames ports) {
        out.append("userspace(pid=").append(Integer.toUnsignedString(action.pid()));
        action.userdata().ifPresent(userdata -> {
            Optional<UserspaceCookie> cookie = UserspaceCookie.decode(userdata);
            if (cookie.isPresent()) {
                cookie(out, cookie.get(), ports);
            } else {
                out.append(",userdata(").append(userdata).append(')');
            }
        });
        out.append(action.actions() ? ",actions" : "");
        action.tunnelOutPort()
                .ifPresent(port -> out.append(",tunnel_out_port=").append(OdpActionPrinter.port(port, ports)));
        out.append(')');
    }

    private static void cookie(StringBuilder out, UserspaceCookie cookie, PortNames ports) {
        switch (cookie) {
            case UserspaceCookie.SFlow flow ->
                out.append(",sFlow(vid=")
                        .append(flow.vlanTci() & 0xfff)
                        .append(",pcp=")
                        .append(flow.vlanTci() >>> 13)
                        .append(",output=")
                        .append(Integer.toUnsignedString(flow.output()))
                        .append(')');
            case UserspaceCookie.SlowPath slow ->
                out.append(",slow_path(")
                        .append(FlagText.print(slow.reasons(), List.of(UserspaceCookie.SlowPathReason.values()), ','))
                        .append(')');
            case UserspaceCookie.FlowSample sample -> flowSample(out, sample, ports);
            case UserspaceCookie.Ipfix ipfix ->
                out.append(",ipfix(output_port=")
                        .append(OdpActionPrinter.port(ipfix.outputPort(), ports))
                        .append(')');
            case UserspaceCookie.Controller controller -> controller(out, controller);
        }
    }

    private static void flowSample(StringBuilder out, UserspaceCookie.FlowSample sample, PortNames ports) {
        out.append(",flow_sample(probability=")
                .append(sample.probability())
                .append(",collector_set_id=")
                .append(Integer.toUnsignedString(sample.collectorSetId()))
                .append(",obs_domain_id=")
                .append(Integer.toUnsignedString(sample.observationDomainId()))
                .append(",obs_point_id=")
                .append(Integer.toUnsignedString(sample.observationPointId()))
                .append(",output_port=")
                .append(OdpActionPrinter.port(sample.outputPort(), ports))
                .append(
                        switch (sample.direction()) {
                            case DEFAULT -> "";
                            case INGRESS -> ",ingress";
                            case EGRESS -> ",egress";
                        })
                .append(')');
    }

    private static void controller(StringBuilder out, UserspaceCookie.Controller controller) {
        out.append(",controller(reason=")
                .append(controller.reason())
                .append(",dont_send=")
                .append(controller.dontSend() ? 1 : 0)
                .append(",continuation=")
                .append(controller.continuation() ? 1 : 0)
                .append(",recirc_id=")
                .append(Integer.toUnsignedString(controller.recircId()))
                .append(",rule_cookie=")
                .append(NumberText.hex(controller.ruleCookie()))
                .append(",controller_id=")
                .append(controller.controllerId())
                .append(",max_len=")
                .append(controller.maxLength())
                .append(')');
    }
}
