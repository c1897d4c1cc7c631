package dev.faultline.runtime;

/**
 * A message that has arrived.
 *
 * @param id names it for good, and tells it from all others
 * @param bytes its content, the receiver's own copy
 */
@SuppressWarnings("ArrayRecordComponent")
public record Message(DeliveryId id, byte[] bytes) {}
