package io.tandem.hwsim.driver;

import io.tandem.hwsim.profile.NicTable;
import io.tandem.hwsim.profile.ParityBits;
import java.util.Optional;

/**
 * An entry of one of the NIC's tables that it found with a parity error.
 *
 * @param table where it is
 * @param place its slot, tuple or entry, as {@link NicTable#numbered} says
 */
record ParityError(NicTable table, int place) {
    /** What the log's register says; empty where the log was. */
    static Optional<ParityError> of(long register) {
        int code = (int) (register >>> ParityBits.TABLE.lsb() & (1L << ParityBits.TABLE.width()) - 1);
        return NicTable.of(code).map(table -> new ParityError(table, (int) (register >>> ParityBits.PLACE.lsb())));
    }
}
