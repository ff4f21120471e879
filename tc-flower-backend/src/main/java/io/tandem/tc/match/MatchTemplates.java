package io.tandem.tc.match;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.translate.RefusedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Matches as {@link MatchTranslator} makes them, faster for the second megaflow of a mask: a switch has many megaflows and
 * few masks. Thread-safe.
 */
public final class MatchTemplates {
    private static final int MOST = 4096;

    private final TcCapabilities capabilities;
    private final Map<MatchTemplate.Shape, MatchTemplate> templates = new ConcurrentHashMap<>();

    /** For one kernel. */
    public MatchTemplates(TcCapabilities capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * The match of a megaflow.
     *
     * @param port where its packets come in
     * @throws RefusedException where there is no such match
     */
    public RuleMatch translate(FlowKey key, FlowMask mask, TcPort port) throws RefusedException {
        MatchTemplate.Shape shape = new MatchTemplate.Shape(key, mask, port);
        MatchTemplate template = templates.get(shape);
        if (template != null) {
            return template.fill(key, mask);
        }
        MatchTranslator.Made made = MatchTranslator.make(key, mask, port, capabilities, false);
        MatchTemplate.of(made, mask).ifPresent(fresh -> {
            if (templates.size() >= MOST) {
                templates.clear();
            }
            templates.put(shape, fresh);
        });
        return made.match();
    }
}
