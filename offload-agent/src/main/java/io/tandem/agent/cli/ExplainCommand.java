package io.tandem.agent.cli;

import io.tandem.agent.explain.DevicePorts;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.Explanation;
import io.tandem.backend.Marking;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.odp.OdpParseException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code explain FLOW}: what each backend makes of a flow. */
@Command(
        name = "explain",
        description =
                "Prints the rule that each backend would make of a flow, or why there is none. The commands of tc and of"
                        + " testpmd can be pasted. Nothing is installed. Exit code 1 where no backend has a rule.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private FlowChoice choice;

    @Option(
            names = "--nic-profile",
            description = "the simulated NIC's profile: small, typical, large or quirky; default ${DEFAULT-VALUE}",
            defaultValue = "typical")
    private String profile = "typical";

    @Mixin
    private OutputFormat format;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws OdpParseException, EnvironmentException {
        DevicePorts devices;
        Megaflow flow;
        try {
            devices = choice.devices();
            flow = choice.flow(devices);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--ports: " + e.getMessage(), e);
        }
        Map<String, Explanation> explanations = new LinkedHashMap<>();
        explanations.put("tc", choice.rules(devices).explain(flow));
        explanations.put("rte_flow", choice.dpdkRules(devices).explain(flow));
        explanations.put("sim", simulated(flow));
        PrintWriter out = spec.commandLine().getOut();
        if (format.json()) {
            JsonArray all = new JsonArray();
            explanations.forEach((backend, explanation) -> all.add(json(backend, explanation)));
            out.println(all.encode());
        } else {
            explanations.forEach((backend, explanation) -> print(backend, explanation, out));
        }
        out.flush();
        return explanations.values().stream().anyMatch(explanation -> !(explanation instanceof Refusal))
                ? Main.Exit.DONE
                : Main.Exit.REFUSED;
    }

    private Explanation simulated(Megaflow flow) throws EnvironmentException {
        try (OffloadDevice nic = new SimNicBackend().open(new DeviceConfig("sim", Map.of("profile", profile)))) {
            return nic.explain(flow);
        } catch (BackendUnavailableException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void print(String backend, Explanation explanation, PrintWriter out) {
        switch (explanation) {
            case Translation rule -> {
                out.printf("%s: %s%n", backend, fit(rule));
                lines(rule, out);
            }
            case Marking(Translation rule, Refusal whole) -> {
                out.printf("%s: partial, %s: %s%s%n", backend, fit(rule), whole.code(), of(whole.subject()));
                out.printf("  %s%n", whole.sentence());
                lines(rule, out);
            }
            case Refusal refusal -> {
                out.printf("%s: refused, %s%s%n", backend, refusal.code(), of(refusal.subject()));
                out.printf("  %s%n", refusal.sentence());
            }
        }
    }

    private static void lines(Translation rule, PrintWriter out) {
        rule.text().lines().forEach(line -> out.printf("  %s%n", line));
    }

    private static String fit(Translation rule) {
        return rule.fit() == Translation.Fit.EXACT ? "exact" : "narrower in " + fields(rule);
    }

    private static String of(String subject) {
        return subject.isEmpty() ? "" : " of " + subject;
    }

    private static String fields(Translation rule) {
        return rule.narrowedIn().stream().map(FlowField::path).collect(Collectors.joining(", "));
    }

    private static JsonObject json(String backend, Explanation explanation) {
        JsonObject json = new JsonObject().put("backend", backend);
        return switch (explanation) {
            case Translation rule -> rule(json, rule).put("partial", false);
            case Marking(Translation rule, Refusal whole) ->
                refusal(rule(json, rule), whole).put("partial", true);
            case Refusal refusal -> refusal(json, refusal);
        };
    }

    private static JsonObject rule(JsonObject json, Translation rule) {
        return json.put("fit", rule.fit().name().toLowerCase(Locale.ROOT))
                .put(
                        "narrowedIn",
                        new JsonArray(
                                rule.narrowedIn().stream().map(FlowField::path).toList()))
                .put("rule", rule.text());
    }

    private static JsonObject refusal(JsonObject json, Refusal refusal) {
        return json.put("refusal", refusal.code().name())
                .put("layer", refusal.layer().name())
                .put("subject", refusal.subject())
                .put("sentence", refusal.sentence());
    }
}
