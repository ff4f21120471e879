package io.tandem.hwsim.driver;

import io.tandem.hwsim.driver.SlotTable.Placed;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.EditBits;
import io.tandem.hwsim.profile.HeaderBits;
import io.tandem.hwsim.profile.MeterBits;
import java.util.Optional;

/**
 * Stores entries of the NIC's tables anew, from what the driver holds, that were found with a parity error. Counters, counts
 * and buckets stay as they are; what holds nothing is emptied. Not thread-safe.
 */
final class TableRepair {
    private final SlotTable slots;
    private final SharedEntries shared;
    private final NicMeters meters;

    TableRepair(SlotTable slots, SharedEntries shared, NicMeters meters) {
        this.slots = slots;
        this.shared = shared;
        this.meters = meters;
    }

    /** Asks for what makes the entry right. */
    void repair(ParityError error, NicOperations operations) {
        int place = error.place();
        switch (error.table()) {
            case KEYS, TCAM, ACTIONS, UFIDS -> {
                Optional<Placed> placed = slots.at(place);
                placed.ifPresentOrElse(
                        rule -> operations.repairRule(place, rule.ufid, rule.rule),
                        () -> operations.command(Command.DELETE, place));
            }
            case MASKS ->
                slots.maskOf(place)
                        .ifPresentOrElse(mask -> operations.mask(place, mask), () -> operations.clearMask(place));
            case EDITS ->
                operations.writeEdit(place, shared.edit(place).orElseGet(() -> NicEntry.empty(EditBits.WORDS)));
            case HEADERS ->
                operations.writeHeader(place, shared.header(place).orElseGet(() -> NicEntry.empty(HeaderBits.WORDS)));
            case METERS ->
                operations.repairMeter(place, meters.held(place).orElseGet(() -> NicEntry.empty(MeterBits.WORDS)));
        }
    }
}
