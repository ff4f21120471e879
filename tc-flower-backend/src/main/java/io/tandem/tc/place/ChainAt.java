package io.tandem.tc.place;

import io.tandem.tc.filter.AttachPoint;

/**
 * A chain of one place. Chains of the same number at two places have nothing to do with each other.
 *
 * @param attach where packets come in
 * @param chain its number
 */
public record ChainAt(AttachPoint attach, int chain) {}
