package io.tandem.datapath;

import io.tandem.backend.MissPlace;
import io.tandem.backend.MissPlaces;
import io.tandem.datapath.execute.Step;
import java.util.function.Supplier;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What brings packets, which a device gives back from behind jumps of its rules, to where they were there. Belongs to one
 * packet thread; allocates at the first packet of a place.
 */
final class DeviceMisses {
    private final Supplier<MissPlaces> places;
    private final Int2ObjectHashMap<Way> ways = new Int2ObjectHashMap<>();

    private record Way(MissPlace place, Step[] steps) {}

    /**
     * Asks for each packet.
     *
     * @param places those of the device that there is now
     */
    DeviceMisses(Supplier<MissPlaces> places) {
        this.places = places;
    }

    /** The steps to the place of a mark, one at least; null where it stands for none. */
    Step @Nullable [] stepsTo(int mark) {
        if (Integer.compareUnsigned(mark - MissPlaces.FIRST_MARK, MissPlaces.MARKS) >= 0) {
            return null;
        }
        MissPlace place = places.get().at(mark);
        if (place.equals(MissPlace.START)) {
            return null;
        }
        Way known = ways.get(mark);
        if (known == null || !known.place().equals(place)) {
            known = new Way(place, Step.to(place));
            ways.put(mark, known);
        }
        return known.steps();
    }
}
