package io.tandem.conformance.tcwords;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An example of a manual page as the flower filter that it is about.
 *
 * <p>Most pages about actions show them with the classifiers u32 and matchall. Their actions are tried in a flower filter at
 * the same place: what stands before the classifier and from the first action on is kept. A classful qdisc, which has no
 * flows, is replaced by a device's egress. What a page leaves to the reader's shell gets a value.
 *
 * @param page where it stands
 * @param printed as it stands there
 * @param command what is tried; empty where the example has no action and is no flower filter
 * @param replaced the classifier that flower takes the place of; empty where it stands there
 */
public record FlowerExample(String page, String printed, String command, String replaced) {
    private static final String FLOWER = "flower";
    /** Words before the classifier that have an argument. */
    private static final Set<String> WITH_ARGUMENT = Set.of(
            "dev", "block", "parent", "handle", "pref", "preference", "prio", "priority", "protocol", "proto", "chain");

    private static final Set<String> ALONE = Set.of("ingress", "egress", "root");
    private static final Map<String, String> PLACEHOLDERS =
            Map.of("$((DSCP << 2))", "0xb8", "$ETH", "eth0", " ... ", " ");

    /** The examples of pages, in their order. */
    public static List<FlowerExample> of(List<ManualPage> pages) {
        return pages.stream()
                .flatMap(page -> page.commands().stream().map(line -> of(page.name(), line)))
                .toList();
    }

    /** True where it is a flower filter or has an action that can be one's. */
    public boolean isFlower() {
        return !command.isEmpty();
    }

    private static FlowerExample of(String page, String printed) {
        String line = printed;
        for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
            line = line.replace(placeholder.getKey(), placeholder.getValue());
        }
        List<String> words = Arrays.asList(line.split(" "));
        int classifier = classifier(words);
        String kind = classifier < words.size() ? words.get(classifier) : "";
        if (kind.equals(FLOWER)) {
            return new FlowerExample(page, printed, line, "");
        }
        int action = firstAction(words);
        if (kind.isEmpty() || action < classifier) {
            return new FlowerExample(page, printed, "", kind);
        }
        List<String> made = new ArrayList<>(words.subList(0, classifier));
        int parent = made.indexOf("parent");
        if (parent > 0 && !made.get(parent + 1).startsWith("ffff:")) {
            made.subList(parent, parent + 2).clear();
            made.add("egress");
        }
        made.add(FLOWER);
        if (!words.get(action).equals("action")) {
            made.add("action");
        }
        made.addAll(words.subList(action, words.size()));
        return new FlowerExample(page, printed, String.join(" ", made), kind);
    }

    private static int classifier(List<String> words) {
        int at = words.indexOf("add") + 1;
        while (at < words.size()) {
            if (WITH_ARGUMENT.contains(words.get(at))) {
                at += 2;
            } else if (ALONE.contains(words.get(at))) {
                at++;
            } else {
                return at;
            }
        }
        return at;
    }

    private static int firstAction(List<String> words) {
        int action = words.indexOf("action");
        return action >= 0 ? action : words.indexOf("police");
    }
}
