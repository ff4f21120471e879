package io.tandem.datapath.dpcls;

/** How megaflows are looked up. */
public enum ClassifierKind {
    /** One hash table for each mask, tried one after the other, as in Open vSwitch: cost grows with the masks. */
    SUBTABLES,
    /** Hash tables over the bits that flows have in common: cost does not grow with the masks. */
    DECISION_TREE,
    /** One hash table for each mask, and a cache that tells a connection's mask, as in the kernel. */
    MASK_TABLE;

    /** A classifier of this kind, with no flows. */
    public Classifier create() {
        return switch (this) {
            case SUBTABLES -> new SubtableClassifier();
            case DECISION_TREE -> new DecisionTree();
            case MASK_TABLE -> new MaskArrayClassifier();
        };
    }
}
