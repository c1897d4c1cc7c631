package dev.faultline.runtime;

/**
 * A message that has arrived.
 *
 * @param id identifies it for ever, among all messages
 * @param bytes its content, the receiver's own copy
 */
@SuppressWarnings("ArrayRecordComponent")
public record Message(DeliveryId id, byte[] bytes) {}
