package io.tandem.conformance.nic;

import io.tandem.backend.DeviceException;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.profile.KeyBits;
import io.tandem.hwsim.profile.NicTable;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Flips bits of the NIC's tables between packets. Not those of edits and headers: a packet that needs one of these has been
 * through its meter and its rule's sampling when it is given to the host, and software would be behind both. Not thread-safe.
 */
final class BitFlips {
    private static final List<NicTable> TABLES =
            List.of(NicTable.KEYS, NicTable.MASKS, NicTable.TCAM, NicTable.ACTIONS, NicTable.UFIDS, NicTable.METERS);

    private final SimNicDevice nic;
    private final SplittableRandom random;
    private final List<Integer> slots = new ArrayList<>();
    private final int perTuple;
    private final int inTuples;

    /** Of a NIC with the rules that it holds now. */
    BitFlips(SimNicDevice nic, long seed) throws DeviceException {
        this.nic = nic;
        this.random = new SplittableRandom(seed);
        this.perTuple = Math.toIntExact(nic.read(Register.BUCKETS, 0) * nic.read(Register.WAYS, 0));
        this.inTuples = Math.toIntExact(nic.read(Register.TUPLES, 0)) * perTuple;
        nic.dump(Set.of(), rule -> slots.add(Integer.parseInt(rule.ruleId().replaceFirst(".*/", ""))));
    }

    /** Flips one bit of something that a rule needs. */
    void one() throws DeviceException {
        if (slots.isEmpty()) {
            return;
        }
        int slot = slots.get(random.nextInt(slots.size()));
        NicTable table = TABLES.get(random.nextInt(TABLES.size()));
        boolean inTcam = slot >= inTuples;
        if (inTcam && (table == NicTable.KEYS || table == NicTable.MASKS)) {
            table = NicTable.TCAM;
        } else if (!inTcam && table == NicTable.TCAM) {
            table = NicTable.KEYS;
        }
        int place =
                switch (table) {
                    case MASKS -> slot / perTuple;
                    case METERS -> 1 + random.nextInt(3);
                    default -> slot;
                };
        nic.controls()
                .inject(Fault.newBuilder()
                        .setKind(Fault.Kind.FLIP_BIT)
                        .setTable(table.code())
                        .setN(place)
                        .setBit(bit(table))
                        .build());
    }

    private int bit(NicTable table) {
        int words =
                switch (table) {
                    case KEYS, MASKS -> KeyBits.WORDS;
                    case TCAM -> 2 * KeyBits.WORDS;
                    case ACTIONS -> 3;
                    case UFIDS, EDITS, HEADERS, METERS -> 2;
                };
        boolean present = table == NicTable.KEYS || table == NicTable.MASKS || table == NicTable.TCAM;
        int bit = random.nextInt(words + (present ? 2 : 1));
        return bit < words ? bit : bit == words ? NicTable.FLIP_PARITY : NicTable.FLIP_THERE;
    }
}
