package io.tandem.agent.replay;

import io.tandem.backend.DeviceConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is replayed, and how.
 *
 * @param capture the frames
 * @param flows the flow file that decides
 * @param nic the simulated NIC; empty: software alone
 * @param loops how often the capture is replayed
 * @param port the port that every frame enters by
 * @param ports number of ports, numbered from 1
 * @param out folder that receives {@code port-N.pcap} for each port; empty: frames are counted only
 */
public record ReplayOptions(
        Path capture, Path flows, Optional<DeviceConfig> nic, int loops, int port, int ports, Optional<Path> out) {}
