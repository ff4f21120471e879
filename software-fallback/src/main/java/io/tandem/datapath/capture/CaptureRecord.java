package io.tandem.datapath.capture;

/**
 * One captured frame.
 *
 * @param timeNanos nanoseconds since 1970-01-01T00:00:00Z
 * @param frame the bytes that were captured
 * @param wireLength bytes that the frame had; more than were captured where it was cut
 */
public record CaptureRecord(long timeNanos, byte[] frame, int wireLength) {}
