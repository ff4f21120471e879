package io.tandem.rte.nativelib;

import java.util.Arrays;

/** Where what each struct of an array points to ends. Not thread-safe. */
final class Ends {
    private static final int USUAL = 32;

    private long[] addresses = new long[USUAL];
    private int size;

    void clear() {
        size = 0;
    }

    void add(long address) {
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * size);
        }
        addresses[size++] = address;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return addresses[index];
    }
}
