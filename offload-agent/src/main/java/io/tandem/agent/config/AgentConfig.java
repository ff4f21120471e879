package io.tandem.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tandem.backend.DeviceConfig;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.bond.Bond;
import io.tandem.datapath.bond.BondTable;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.poll.nativelib.CoreAffinity;
import io.tandem.datapath.tunnel.Neighbour;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.Tunnels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The configuration of an agent that carries real traffic. docs/configuration.md has every key.
 *
 * @param threads packet threads
 * @param cores the core that each packet thread is kept on; empty where they run anywhere
 * @param handlers threads that ask the slow path
 * @param emcInsertInverse see {@link DatapathConfig}
 * @param smc see {@link DatapathConfig}
 * @param classifier see {@link DatapathConfig}
 * @param eal how DPDK starts, where there are ports of it
 * @param ports ports on network interfaces and on devices of DPDK; no number twice, among tunnels neither
 * @param tunnels ports of tunnels
 * @param routes where tunnels reach their peers
 * @param neighbours hosts on the links of tunnels
 * @param meters of the meter action; no number twice
 * @param bonds of the lb_output action; no number twice
 * @param conntrack settings of connection tracking
 * @param flows the flow file that decides over packets; without one a learning switch does
 * @param offload the device that rules go to
 */
public record AgentConfig(
        int threads,
        List<Integer> cores,
        int handlers,
        int emcInsertInverse,
        boolean smc,
        ClassifierKind classifier,
        EalSetting eal,
        List<PortSetting> ports,
        List<TunnelPortConfig> tunnels,
        List<RouteConfig> routes,
        List<Neighbour> neighbours,
        List<MeterSetting> meters,
        List<BondSetting> bonds,
        ConntrackConfig conntrack,
        Optional<Path> flows,
        Optional<OffloadSetting> offload) {
    private static final int MOST_THREADS = 64;
    private static final int LAST_CORE = 8191;
    private static final int MOST_INVERSE = 1_000_000;
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /**
     * Reads a configuration file, all of it or nothing.
     *
     * @throws ConfigException where it cannot be read, is not YAML, has a key or a value that it should not have, or names a
     *     core that this process may not use
     */
    public static AgentConfig read(Path file) throws ConfigException {
        try {
            AgentConfig config = parse(file.toString(), Files.readString(file), file.toAbsolutePath());
            config.checkCores(file.toString());
            return config;
        } catch (IOException e) {
            throw new ConfigException(file.toString(), "", "cannot be read (" + e + ")", "a readable file");
        }
    }

    /**
     * Reads a configuration from text.
     *
     * @param name what messages call it
     * @param file where it is, as paths in it are relative to its folder
     */
    static AgentConfig parse(String name, String text, Path file) throws ConfigException {
        JsonNode tree;
        try {
            tree = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            String first = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            throw new ConfigException(name, place, first, "YAML, each key once");
        }
        ConfigSection top = new ConfigSection(name, "", tree);
        ConfigSection datapath = top.section("datapath");
        List<PortSetting> ports = top.list("ports", PortSections::port);
        AgentConfig config = new AgentConfig(
                (int) datapath.number("threads", 1, MOST_THREADS, 1),
                datapath.distinctNumbers("cores", 0, LAST_CORE),
                (int) datapath.number("handlers", 1, MOST_THREADS, 1),
                (int) datapath.number("emc-insert-inverse", 0, MOST_INVERSE, DatapathConfig.DEFAULT_EMC_INSERT_INVERSE),
                datapath.flag("smc", false),
                datapath.choice("classifier", ClassifierKind.class, ClassifierKind.DECISION_TREE),
                EalSetting.read(top.section("eal")),
                ports,
                top.list("tunnels", PortSections::tunnel),
                top.list("routes", RouteConfig::read),
                top.list("neighbours", AgentConfig::neighbour),
                top.list("meters", MeterSetting::read),
                top.list("bonds", BondSetting::read),
                ConntrackSection.read(top.section("conntrack")),
                top.optionalText("flows", "the path of a flow file").map(file::resolveSibling),
                OffloadSetting.read(top, ports));
        datapath.end();
        top.end();
        if (!config.cores.isEmpty() && config.cores.size() != config.threads) {
            throw datapath.wrong("cores", "as many cores as threads, which are " + config.threads);
        }
        config.check(top);
        return config;
    }

    private static Neighbour neighbour(ConfigSection section) throws ConfigException {
        return new Neighbour(
                PortSections.number(section, "port"),
                Addresses.read(section, "address"),
                Addresses.readMac(section, "mac"));
    }

    /** What the text alone does not tell. */
    private void checkCores(String file) throws ConfigException {
        BitSet allowed = CoreAffinity.allowed();
        for (int core : cores) {
            if (!allowed.get(core)) {
                throw new ConfigException(
                        file,
                        "datapath.cores",
                        "core " + core,
                        "cores that this process may use, which are " + allowed);
            }
        }
    }

    /** The same with another device, or none. */
    public AgentConfig withOffload(Optional<OffloadSetting> other) {
        return new AgentConfig(
                threads,
                cores,
                handlers,
                emcInsertInverse,
                smc,
                classifier,
                eal,
                ports,
                tunnels,
                routes,
                neighbours,
                meters,
                bonds,
                conntrack,
                flows,
                other);
    }

    /** What the device that rules go to is opened with. */
    public Optional<DeviceConfig> device() {
        return offload.map(setting -> setting.device(ports, tunnels, routes, meters));
    }

    /** The ports as they are opened beside that device. */
    public List<PortSetting> openedPorts() {
        return offload.map(setting -> setting.beside(ports)).orElse(ports);
    }

    /** Those of the ports that are on devices of DPDK. */
    public List<PortSetting.Dpdk> dpdkPorts() {
        return ports.stream()
                .filter(PortSetting.Dpdk.class::isInstance)
                .map(PortSetting.Dpdk.class::cast)
                .toList();
    }

    /** What actions reach: the meters with full buckets, the bonds, no connection yet, and tunnels without routes. */
    public ActionServices services() {
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        MeterTable meterTable = new MeterTable();
        meters.forEach(meter -> meterTable.set(meter.id(), meter.config(), now));
        BondTable bondTable = new BondTable();
        bonds.forEach(bond -> bondTable.set(bond.id(), Bond.over(bond.members())));
        return ActionServices.none()
                .with(meterTable)
                .with(bondTable)
                .with(new Conntrack(conntrack))
                .with(new Tunnels(tunnels));
    }

    /** What no section can see alone. */
    private void check(ConfigSection top) throws ConfigException {
        Set<Integer> numbers = new HashSet<>();
        for (PortSetting port : ports) {
            if (!numbers.add(port.number())) {
                throw top.wrong("ports", "port number " + port.number() + " once");
            }
        }
        for (RouteConfig route : routes) {
            if (!numbers.contains(route.port())) {
                throw top.wrong("routes", "a number of the ports above, not " + route.port());
            }
        }
        for (Neighbour neighbour : neighbours) {
            if (!numbers.contains(neighbour.port())) {
                throw top.wrong("neighbours", "a number of the ports above, not " + neighbour.port());
            }
        }
        for (TunnelPortConfig tunnel : tunnels) {
            if (!numbers.add(tunnel.number())) {
                throw top.wrong("tunnels", "port number " + tunnel.number() + " once, among ports neither");
            }
        }
        Set<Integer> metered = new HashSet<>();
        for (MeterSetting meter : meters) {
            if (!metered.add(meter.id())) {
                throw top.wrong("meters", "meter " + meter.id() + " once");
            }
        }
        Set<Integer> bonded = new HashSet<>();
        for (BondSetting bond : bonds) {
            if (!bonded.add(bond.id())) {
                throw top.wrong("bonds", "bond " + bond.id() + " once");
            }
            for (int member : bond.members()) {
                if (!numbers.contains(member)) {
                    throw top.wrong("bonds", "members among the ports above, not " + member);
                }
            }
        }
    }
}
