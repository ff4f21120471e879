package io.tandem.tc.probe;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.FilterComparison;
import io.tandem.tc.held.FilterKernel;
import io.tandem.tc.held.Reading;
import io.tandem.tc.link.IngressQdiscs;
import io.tandem.tc.link.Links;
import io.tandem.tc.link.OwnLink;
import io.tandem.tc.place.PriorityRange;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommandParser;
import io.tandem.tc.text.TcParseException;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tries what the kernel's filters can: on an interface that is made for it and goes with all that was put there, so that
 * nothing of anybody else's is touched and nothing is left. Filters are for software alone.
 */
public final class KernelProbe {
    private static final PriorityRange PRIORITIES = new PriorityRange(1, 0xffff);

    /**
     * Kernels refuse options of tunnels that they do not know, and those that know ERSPAN's show only part of its mask
     * again. Source: net/sched/cls_flower.c, fl_set_enc_opt and fl_dump_key_erspan_opt.
     */
    private static final Set<KernelFeature> TOLD_BY_THE_ANSWER = EnumSet.of(KernelFeature.ERSPAN);

    private KernelProbe() {}

    /**
     * Tries every {@link KernelFeature}.
     *
     * @throws TransportException NO_PERMISSION where the process may not change traffic control, REFUSED where the kernel
     *     makes no interface to try on
     */
    public static KernelFeatures run(TcTransport transport, Links links) throws TransportException {
        try (OwnLink link = OwnLink.forTrials(transport, links)) {
            new IngressQdiscs(transport).addClsact(link.ifindex());
            FilterKernel kernel = new FilterKernel(transport, PRIORITIES, System::nanoTime, 0);
            Map<KernelFeature, TcFilter> asked = filters(link.ifindex());
            List<TcAnswer> answers = kernel.install(List.copyOf(asked.values()));
            List<Reading> held = kernel.readAll(new AttachPoint.Ingress(link.ifindex()), true);
            Set<KernelFeature> present = EnumSet.noneOf(KernelFeature.class);
            Iterator<TcAnswer> answer = answers.iterator();
            asked.forEach((feature, wanted) -> {
                boolean taken = answer.next().done();
                boolean shown = TOLD_BY_THE_ANSWER.contains(feature)
                        || held.stream().anyMatch(reading -> isJust(wanted, reading));
                if (taken && shown) {
                    present.add(feature);
                }
            });
            return new KernelFeatures(present);
        }
    }

    private static boolean isJust(TcFilter wanted, Reading reading) {
        Optional<TcFilter> held = reading.filter().filter(f -> f.id().equals(wanted.id()));
        return held.isPresent()
                && FilterComparison.difference(wanted, held.get()).isEmpty();
    }

    /** The filter of each feature at the ingress of that interface. */
    static Map<KernelFeature, TcFilter> filters(int ifindex) {
        TcCommandParser parser = new TcCommandParser(DeviceNames.of(Map.of(KernelFeature.DEVICE, ifindex)));
        Map<KernelFeature, TcFilter> filters = new EnumMap<>(KernelFeature.class);
        for (KernelFeature feature : KernelFeature.values()) {
            try {
                TcFilter said =
                        parser.parse("tc filter add dev " + KernelFeature.DEVICE + " ingress " + feature.words());
                FilterId id = new FilterId(
                        said.id().attach(), 0, 1 + filters.size(), said.id().protocol(), 1);
                filters.put(
                        feature,
                        new TcFilter(id, said.match(), EnumSet.of(FilterFlag.SKIP_HW), said.classId(), said.actions()));
            } catch (TcParseException e) {
                throw new IllegalStateException(feature + " is no command of tc: " + e.getMessage(), e);
            }
        }
        return filters;
    }
}
