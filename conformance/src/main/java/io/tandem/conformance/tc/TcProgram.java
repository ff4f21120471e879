package io.tandem.conformance.tc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program that runs in the guest: one line for each check, {@code ok NAME} or {@code FAILED NAME: WHY}. */
public final class TcProgram {
    private TcProgram() {}

    /** Arguments: the checks to make; none for all. */
    public static void main(String[] arguments) {
        for (Map.Entry<String, Check> check : checks().entrySet()) {
            if (arguments.length == 0 || List.of(arguments).contains(check.getKey())) {
                System.out.println(line(check.getKey(), check.getValue()));
            }
        }
    }

    static Map<String, Check> checks() {
        Map<String, Check> checks = new LinkedHashMap<>(CountChecks.all());
        checks.putAll(RuleChecks.all());
        checks.putAll(ReadbackChecks.all());
        checks.putAll(SharedChecks.all());
        checks.putAll(SegmentChecks.all());
        checks.putAll(FaultChecks.all());
        checks.putAll(EngineChecks.all());
        checks.putAll(ProbeChecks.all());
        checks.putAll(MeterChecks.all());
        checks.putAll(ReceiverChecks.all());
        checks.putAll(TrafficChecks.all());
        checks.putAll(MachineChecks.all());
        return checks;
    }

    private static String line(String name, Check check) {
        try {
            check.run();
            return "ok " + name;
        } catch (CheckFailedException e) {
            return "FAILED " + name + ": " + oneLine(String.valueOf(e.getMessage()));
        } catch (Exception | LinkageError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return "FAILED " + name + ": " + oneLine(e.toString()) + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }

    private static String oneLine(Object text) {
        return String.valueOf(text).replaceAll("\\s+", " ");
    }
}
