package io.tandem.conformance.tcpackets;

import io.tandem.backend.Refusal;
import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.CaseReader;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.NamedFrames;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpParseException;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the matrix tries: each field of the flow language, whole and in part, for a packet that is as the flow wants it and
 * for a flow that wants one bit of it otherwise; and each action.
 */
public final class MatrixRows {
    private static final String COMMITTED = "/cases/tc/matrix.txt";
    /** Names of cases end so whose packet a flow must miss. */
    static final String MISSED = "MISSED";

    private static final String NOT_HERE = "not tried, no flow or no packet here has it alone";
    private static final String OUTPUT = "2";
    /** Bits of an IPv6 address and of a label; the options of a tunnel are longer, and are several. */
    private static final int WIDEST = 128;

    /** What the committed cases try as a whole. */
    private static final Set<FlowField> TOGETHER = EnumSet.of(
            FlowField.TUNNEL_GENEVE_OPTIONS,
            FlowField.TUNNEL_OPTIONS_LENGTH,
            FlowField.TUNNEL_GBP_ID,
            FlowField.TUNNEL_GBP_FLAGS);

    private static final MegaflowTranslator TRANSLATOR = new MegaflowTranslator(
            TcCapabilities.LINUX_6_1.withConstantTunnelFlags(true),
            TcPorts.of(List.of(
                    TcPort.wire(1, 1, "port1"),
                    TcPort.of(4789, 4789, "vx0", TcPort.Kind.VXLAN),
                    TcPort.of(6081, 6081, "gnv0", TcPort.Kind.GENEVE),
                    TcPort.of(6, 6, "tap-gre", TcPort.Kind.GRE),
                    TcPort.of(7, 7, "tap-erspan", TcPort.Kind.ERSPAN),
                    TcPort.of(8, 8, "tap-gre6", TcPort.Kind.GRE))),
            new ChainNumbers(),
            TcMeters.NONE);

    /** Fields that no text tells alone, or that no packet here has. */
    private static final Set<FlowField> UNWRITTEN = EnumSet.of(
            FlowField.IPV6_EXTHDRS,
            FlowField.TUNNEL_OPTIONS_LENGTH,
            FlowField.TUNNEL_GBP_ID,
            FlowField.TUNNEL_GBP_FLAGS,
            FlowField.TUNNEL_ERSPAN_VERSION,
            FlowField.TUNNEL_ERSPAN_INDEX,
            FlowField.TUNNEL_ERSPAN_DIRECTION,
            FlowField.TUNNEL_ERSPAN_HARDWARE_ID,
            FlowField.TUNNEL_GTPU_FLAGS,
            FlowField.TUNNEL_GTPU_MSGTYPE);

    private MatrixRows() {}

    /**
     * One flow that is tried.
     *
     * @param row the field's or the action's name
     * @param variant which of the row's flows
     * @param device the flows that the device gets, and packets
     * @param software the flows that the software datapath gets beside them, before them
     */
    record Trial(String row, Variant variant, DatapathCase device, List<CaseFlow> software) {
        Trial {
            software = List.copyOf(software);
        }

        /** The case that the software datapath carries out. */
        DatapathCase inSoftware() {
            List<CaseFlow> flows = new ArrayList<>(software);
            flows.addAll(device.flows());
            return new DatapathCase(
                    device.name(), device.references(), device.meters(), flows, device.openflow(), device.packets());
        }
    }

    /** What a trial's flow is for. */
    enum Variant {
        /** Matches the whole field. */
        WHOLE,
        /** Wants one bit of the field otherwise. */
        WHOLE_MISSED,
        /** Matches all bits of the field but its last. */
        PART,
        /** Wants one of those otherwise. */
        PART_MISSED,
        /** An action. */
        ACTION
    }

    /** All trials, those of a row together. */
    static List<Trial> all() throws IOException, OdpParseException {
        List<Trial> trials = new ArrayList<>();
        List<MatrixScene> scenes = MatrixScene.all();
        for (FlowField field : FlowField.values()) {
            Optional<MatrixScene> scene = scenes.stream()
                    .filter(s -> field.prerequisite().holds(s.key()) && isThere(field, s))
                    .min(Comparator.comparing(s -> s.key().isZero(field)));
            if (scene.isPresent()) {
                trials.addAll(trials(field, scene.get()));
            }
        }
        trials.addAll(committed());
        return trials;
    }

    /** Fields of which nothing is tried, and why. */
    static Map<String, String> untried() throws IOException, OdpParseException {
        Set<String> tried = all().stream().map(Trial::row).collect(Collectors.toSet());
        List<MatrixScene> scenes = MatrixScene.all();
        Map<String, String> reasons = new LinkedHashMap<>();
        for (FlowField field : FlowField.values()) {
            if (!tried.contains(field.path()) && !TOGETHER.contains(field)) {
                MatrixScene scene = scenes.stream()
                        .filter(s -> field.prerequisite().holds(s.key()))
                        .findFirst()
                        .orElse(scenes.getFirst());
                FlowMask mask = scene.base().toBuilder().exact(field).build();
                Megaflow flow = Megaflow.of(scene.key(), mask, List.of());
                reasons.put(
                        field.path(),
                        switch (TRANSLATOR.translate(flow)) {
                            case TcOutcome.Refused(var refusal)
                            when refusal.code() != Refusal.Code.PREREQUISITE ->
                                refusal.code() + " " + refusal.sentence();
                            case TcOutcome.Refused refused -> NOT_HERE;
                            case TcRule rule -> NOT_HERE;
                        });
            }
        }
        return reasons;
    }

    /** Bits of the key have several meanings in a tunnel; only packets of one have them. Not all that there is has a text. */
    private static boolean isThere(FlowField field, MatrixScene scene) {
        boolean tunneled = !scene.underlay().isEmpty();
        return !UNWRITTEN.contains(field)
                && field.width() <= WIDEST
                && (tunneled || field.word() < FlowField.TUNNEL_ID.word());
    }

    private static List<Trial> trials(FlowField field, MatrixScene scene) {
        List<Trial> trials = new ArrayList<>();
        FlowMask whole = whole(field, scene);
        Optional<Trial> first = trial(field, Variant.WHOLE, scene, scene.key(), whole);
        if (first.isEmpty()) {
            return trials;
        }
        trials.add(first.get());
        missed(field, Variant.WHOLE_MISSED, scene, scene.key(), whole).ifPresent(trials::add);
        if (field.maskable()
                && field.width() > 1
                && !field.wide()
                && scene.base().isZero(field)) {
            FlowMask part =
                    scene.base().toBuilder().set(field, whole.get(field) & -2).build();
            trial(field, Variant.PART, scene, flipped(scene.key(), field, 0), part)
                    .ifPresent(trials::add);
            missed(field, Variant.PART_MISSED, scene, scene.key(), part).ifPresent(trials::add);
        }
        return trials;
    }

    /** All bits of the field; of a connection's state those that flower has. */
    private static FlowMask whole(FlowField field, MatrixScene scene) {
        FlowMask.Builder mask = scene.base().toBuilder();
        return field == FlowField.CT_STATE
                ? mask.set(field, TcCapabilities.LINUX_6_1.conntrackStates()).build()
                : mask.exact(field).build();
    }

    /** A flow that wants another bit of the field: the lowest that is matched and that makes a flow which can be told. */
    private static Optional<Trial> missed(
            FlowField field, Variant variant, MatrixScene scene, FlowKey key, FlowMask mask) {
        boolean other = variant == Variant.PART_MISSED || field == FlowField.IN_PORT || field == FlowField.RECIRC_ID;
        for (int bit = other ? 1 : 0; bit < Math.min(field.width(), Long.SIZE); bit++) {
            Optional<Trial> trial = trial(field, variant, scene, flipped(key, field, bit), mask);
            if (trial.isPresent()) {
                return trial;
            }
        }
        return Optional.empty();
    }

    private static FlowKey flipped(FlowKey key, FlowField field, int bit) {
        FlowKey.Builder other = key.toBuilder();
        return field.wide()
                ? other.set(field, key.get(field), key.getLow(field) ^ 1L << bit)
                        .build()
                : other.set(field, key.get(field) ^ 1L << bit).build();
    }

    /** Empty where the flow language has no such flow. */
    private static Optional<Trial> trial(
            FlowField field, Variant variant, MatrixScene scene, FlowKey key, FlowMask mask) {
        CaseFlow flow = new CaseFlow(OdpKeyText.print(key, mask), OUTPUT);
        try {
            Megaflow told = flow.toMegaflow();
            if (told.key().get(field) != (key.get(field) & mask.get(field))
                    || told.mask().get(field) != mask.get(field)) {
                return Optional.empty();
            }
        } catch (OdpParseException e) {
            return Optional.empty();
        }
        List<CaseFlow> flows = new ArrayList<>(scene.before());
        flows.add(flow);
        String row = field.path();
        DatapathCase device = new DatapathCase(
                row + ":" + variant,
                Set.of(),
                List.of(),
                flows,
                "",
                List.of(new CasePacket(scene.port(), scene.frame())));
        return Optional.of(new Trial(row, variant, device, scene.underlay()));
    }

    private static List<Trial> committed() throws IOException, OdpParseException {
        String text;
        try (InputStream in = Objects.requireNonNull(MatrixRows.class.getResourceAsStream(COMMITTED), COMMITTED)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Trial> trials = new ArrayList<>();
        try {
            for (DatapathCase wanted : CaseReader.read(COMMITTED, text, NamedFrames::find)) {
                for (CaseFlow flow : wanted.flows()) {
                    flow.toMegaflow(); // here, before a guest boots for it
                }
                trials.add(committed(wanted));
            }
        } catch (CaseFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
        return trials;
    }

    /** A case whose name is {@code ROW} or {@code ROW:VARIANT}. */
    private static Trial committed(DatapathCase wanted) {
        String[] words = wanted.name().split(":", 2);
        Variant variant = words.length == 1 ? Variant.ACTION : Variant.valueOf(words[1]);
        List<CaseFlow> software = wanted.flows().stream()
                .flatMap(flow -> MatrixScene.underlay(flow.key()).stream())
                .limit(1)
                .toList();
        return new Trial(words[0], variant, wanted, software);
    }
}
