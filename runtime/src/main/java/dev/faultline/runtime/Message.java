package dev.faultline.runtime;

/**
 * A message that has arrived.
 *
 * @param id identifies it among all messages, permanently
 * @param bytes its content, the receiver's own copy
 */
@SuppressWarnings("ArrayRecordComponent")
public record Message(DeliveryId id, byte[] bytes) {}
