package io.tandem.tc.translate;

import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** A rule, or the refusal, on one line for comparison in tests. */
final class RuleText {
    static String of(TcOutcome outcome) {
        return switch (outcome) {
            case TcOutcome.Refused no ->
                no.refusal().code() + " " + no.refusal().subject() + ": "
                        + no.refusal().sentence();
            case TcRule rule ->
                "chain " + rule.chain() + " 0x" + Integer.toHexString(rule.protocol()) + " " + match(rule)
                        + " | " + rule.actions().stream().map(RuleText::action).collect(Collectors.joining(", "))
                        + (rule.narrowedIn().isEmpty() ? "" : " | narrower in " + rule.narrowedIn());
        };
    }

    private static String match(TcRule rule) {
        StringJoiner text = new StringJoiner(" ");
        rule.match()
                .values()
                .forEach((key, value) -> text.add(key.name().toLowerCase(Locale.ROOT) + "=" + value(value)));
        rule.match()
                .mpls()
                .forEach(entry -> text.add("lse" + entry.depth() + "(" + number(entry.label()) + ","
                        + number(entry.tc()) + "," + number(entry.bos()) + "," + number(entry.ttl()) + ")"));
        rule.match().tunnelOptions().forEach(option -> text.add(option.option() + "/" + option.mask()));
        return text.toString();
    }

    private static String value(FlowerValue value) {
        return value.isExact() ? value.value().toString() : value.value() + "/" + value.mask();
    }

    private static String number(OptionalInt number) {
        return number.isPresent() ? String.valueOf(number.getAsInt()) : "*";
    }

    private static String action(TcAction action) {
        String body =
                switch (action.body()) {
                    case ActionBody.Gact gact -> "gact";
                    case ActionBody.Mirred mirred ->
                        (mirred.mirror() ? "mirror " : "redirect ")
                                + (mirred.ingress() ? "in " : "")
                                + mirred.ifindex();
                    case ActionBody.Vlan vlan ->
                        "vlan " + vlan.operation()
                                + (vlan.protocol() == 0 ? "" : " 0x" + Integer.toHexString(vlan.protocol()))
                                + (vlan.id().isPresent() ? " id " + vlan.id().getAsInt() : "")
                                + (vlan.priority().isPresent()
                                        ? " prio " + vlan.priority().getAsInt()
                                        : "")
                                + (vlan.ethernetDestination().isEmpty()
                                        ? ""
                                        : " " + vlan.ethernetDestination() + " " + vlan.ethernetSource());
                    case ActionBody.Mpls mpls ->
                        "mpls " + mpls.operation() + " 0x" + Integer.toHexString(mpls.protocol())
                                + " " + number(mpls.label()) + " " + number(mpls.tc()) + " " + number(mpls.bos()) + " "
                                + number(mpls.ttl());
                    case ActionBody.Pedit pedit ->
                        "pedit "
                                + pedit.keys().stream()
                                        .map(key -> key.header() + "@" + key.offset() + (key.add() ? "+" : "=")
                                                + "%08x/%08x".formatted(key.value(), ~key.keep()))
                                        .collect(Collectors.joining(" "));
                    case ActionBody.Csum csum -> "csum " + csum.layers();
                    case ActionBody.Opaque opaque -> "opaque " + opaque.name();
                    case ActionBody.Police police ->
                        "police mtu " + police.mtu() + " conform "
                                + control(police.conform().orElse(TcControl.PIPE)) + " exceed";
                    case ActionBody.PoliceShared shared -> "police " + action.index();
                    case ActionBody.TunnelKeyRelease release -> "release";
                    case ActionBody.Ct ct ->
                        "ct " + ct.flags() + " zone " + number(ct.zone())
                                + ct.mark()
                                        .map(mark -> " mark " + mark.value() + "/" + mark.mask())
                                        .orElse("")
                                + ct.label()
                                        .map(label -> " label " + value(label))
                                        .orElse("")
                                + ct.nat()
                                        .map(Object::toString)
                                        .map(nat -> " " + nat)
                                        .orElse("");
                    case ActionBody.Skbedit edit ->
                        "skbedit" + named(" mark ", edit.mark()) + named(" mask ", edit.markMask())
                                + named(" priority ", edit.priority()) + named(" ptype ", edit.packetType());
                    case ActionBody.Sample sample -> "sample " + sample.rate() + " group " + sample.group();
                    case ActionBody.TunnelKeySet set -> set.toString();
                };
        return body + " " + control(action.control());
    }

    private static String named(String name, OptionalInt number) {
        return number.isPresent() ? name + number.getAsInt() : "";
    }

    private static String control(TcControl control) {
        return control.isJump()
                ? "jump " + control.argument()
                : control.isGotoChain()
                        ? "goto " + control.argument()
                        : Optional.of(control)
                                .map(TcControl::code)
                                .map(String::valueOf)
                                .orElseThrow();
    }

    private RuleText() {}
}
