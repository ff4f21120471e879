package io.tandem.translate;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import java.util.List;

/** A VLAN tag of a packet: its fields in the key, and what a megaflow says of it. */
public enum VlanTag {
    OUTER(FlowField.VLAN_CFI, FlowField.VLAN_TPID, FlowField.VLAN_VID, FlowField.VLAN_PCP),
    INNER(FlowField.CVLAN_CFI, FlowField.CVLAN_TPID, FlowField.CVLAN_VID, FlowField.CVLAN_PCP);

    /** Whether packets have a tag. */
    public enum Presence {
        WILD,
        ABSENT,
        PRESENT
    }

    private final FlowField present;
    private final FlowField tpid;
    private final FlowField vid;
    private final FlowField pcp;
    private final List<FlowField> fields;

    VlanTag(FlowField present, FlowField tpid, FlowField vid, FlowField pcp) {
        this.present = present;
        this.tpid = tpid;
        this.vid = vid;
        this.pcp = pcp;
        this.fields = List.of(tpid, vid, pcp);
    }

    /** The bit that says that there is such a tag. */
    public FlowField present() {
        return present;
    }

    /** Its EtherType. */
    public FlowField tpid() {
        return tpid;
    }

    /** Its VLAN. */
    public FlowField vid() {
        return vid;
    }

    /** Its priority. */
    public FlowField pcp() {
        return pcp;
    }

    /** True where the megaflow asks whether there is such a tag. */
    public boolean isAsked(MatchAccount match) {
        return match.looksAt(present) || match.looksAt(tpid);
    }

    /** Whether the megaflow's packets have it; that they have is answered for, and all of a tag that they have not. */
    public Presence presence(MatchAccount match) throws RefusedException {
        if (!isAsked(match)) {
            return Presence.WILD;
        }
        if (match.key().get(present) != 0 || !match.key().isZero(tpid)) {
            match.answer(present);
            return Presence.PRESENT;
        }
        if (!match.looksAt(present) && !match.whole(tpid)) {
            throw match.partial(tpid);
        }
        absent(match, "the packets have no such tag");
        return Presence.ABSENT;
    }

    /** The packets have no such tag. */
    public void absent(MatchAccount match, String why) throws RefusedException {
        for (FlowField field : fields) {
            match.alwaysZero(field, why);
        }
        match.alwaysZero(present, why);
    }

    /** The rule is for packets without it, though the megaflow's may have one. */
    public void narrow(MatchAccount match) {
        match.narrow(present);
    }

    /**
     * The TPID of a tag that is there, which is answered for; 802.1Q where the megaflow leaves it wild.
     *
     * @throws RefusedException where it is masked in part, or no tag has it
     */
    public int tpid(MatchAccount match) throws RefusedException {
        match.answer(tpid);
        if (!match.looksAt(tpid)) {
            match.narrow(tpid);
            return EtherType.VLAN_8021Q;
        }
        if (!match.whole(tpid)) {
            throw match.partial(tpid);
        }
        int value = (int) match.key().get(tpid);
        if (!EtherType.isVlan(value)) {
            throw MatchAccount.unsupported(
                    tpid, "VLAN tags have 0x8100 and 0x88a8, not 0x" + Integer.toHexString(value));
        }
        return value;
    }
}
