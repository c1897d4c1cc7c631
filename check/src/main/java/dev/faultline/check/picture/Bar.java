package dev.faultline.check.picture;

/**
 * One operation or transaction on the timeline.
 *
 * @param lane the client
 * @param from position of the call
 * @param to position of the return; {@code Long.MAX_VALUE} is open-ended
 * @param label what stands on it
 * @param hover what a pointer reads: order and state
 * @param style CSS classes
 */
record Bar(int lane, long from, long to, String label, String hover, String style) {}
