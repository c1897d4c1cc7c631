package dev.faultline.sim.setup;

/**
 * Turns messages into bytes and back. A world with a codec copies every message that is sent: see
 * {@link Network#codec}. Called on the world's thread, in the turn of the node that sends.
 */
public interface Codec {
  /** A message as bytes. */
  byte[] encode(Object message);

  /** Decodes a message. It must share no object with the one that was encoded. */
  Object decode(byte[] bytes);

  /** The message as its receiver gets it. */
  default Object copy(Object message) {
    return decode(encode(message));
  }

  /**
   * Java's own serialization, for messages that are {@link java.io.Serializable}.
   *
   * <p>It throws {@link IllegalArgumentException} for a message that is not.
   */
  static Codec serialization() {
    return SerializationCodec.INSTANCE;
  }
}
