package io.tandem.conformance.ovs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Flows as text that together name every field of a key, with masks of several forms, and every action that Open
 * vSwitch's parser knows. The list is always the same.
 */
public final class FlowTexts {
    private static final long SEED = 20;
    private static final int MIXED = 150;
    private static final String ETHERNET = "eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02)";
    private static final String UDP =
            "eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=17,tos=0,ttl=64,frag=no)," + "udp(src=1000,dst=53)";

    private final Set<FlowText> flows = new LinkedHashSet<>();

    private FlowTexts() {}

    /** All of them, no two alike. */
    public static List<FlowText> all() {
        FlowTexts texts = new FlowTexts();
        texts.packets();
        texts.ethernets();
        texts.tags();
        texts.metadata();
        texts.actions();
        texts.mixed();
        return List.copyOf(texts.flows);
    }

    private void packets() {
        for (String packet : KeyTexts.PACKETS) {
            add("in_port(1)," + ETHERNET + "," + packet, "2");
        }
        for (String packet : KeyTexts.PACKETS_WITHOUT_ETHERNET) {
            add("in_port(1)," + packet, "2");
        }
    }

    private void ethernets() {
        for (String ethernet : KeyTexts.ETHERNETS) {
            add("in_port(1)," + ethernet + ",eth_type(0x88b5)", "2");
        }
        for (String port : KeyTexts.PORTS) {
            add(port + ETHERNET + "," + UDP, "2");
        }
    }

    private void tags() {
        for (String tag : KeyTexts.TAGS) {
            add("in_port(1)," + ETHERNET + "," + String.format(tag, UDP), "2");
            add("in_port(2),eth()," + String.format(tag, "eth_type(0x0806)," + KeyTexts.ARP), "pop_vlan,1");
        }
    }

    private void metadata() {
        for (String metadata : KeyTexts.METADATA) {
            add(metadata + "in_port(1)," + ETHERNET + "," + UDP, "2");
        }
        for (String tunnel : KeyTexts.TUNNELS) {
            add(tunnel + ",in_port(1)," + ETHERNET + "," + UDP, "2");
        }
    }

    private void actions() {
        for (String actions : ActionTexts.OF_UDP) {
            add("in_port(1)," + ETHERNET + "," + UDP, actions);
        }
        ActionTexts.OF_OTHERS.forEach((packet, list) -> {
            for (String actions : list) {
                add("in_port(1)," + ETHERNET + "," + packet, actions);
            }
        });
    }

    private void mixed() {
        Random random = new Random(SEED);
        List<String> beginnings = new ArrayList<>(List.of("", "", ""));
        beginnings.addAll(KeyTexts.METADATA);
        KeyTexts.TUNNELS.forEach(tunnel -> beginnings.add(tunnel + ","));
        for (int i = 0; i < MIXED; i++) {
            String packet = one(KeyTexts.PACKETS, random);
            if (random.nextInt(4) == 0) {
                packet = String.format(one(KeyTexts.TAGS, random), packet);
            }
            String key = one(beginnings, random) + one(KeyTexts.PORTS, random) + one(KeyTexts.ETHERNETS, random) + ","
                    + packet;
            add(key, one(ActionTexts.OF_UDP, random));
        }
    }

    private static String one(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void add(String key, String actions) {
        flows.add(new FlowText(key, actions));
    }
}
