package io.tandem.agent.config;

import io.tandem.datapath.bond.BondTable;
import java.util.List;

/**
 * A bond in a configuration.
 *
 * @param id as the lb_output action names it
 * @param members datapath port numbers; a port that is there twice has twice the share
 */
public record BondSetting(int id, List<Integer> members) {
    public BondSetting {
        members = List.copyOf(members);
    }

    static BondSetting read(ConfigSection section) throws ConfigException {
        return new BondSetting(
                (int) section.number("id", 0, BondTable.DENSE - 1), section.numbers("members", 1, PortSections.MOST));
    }
}
