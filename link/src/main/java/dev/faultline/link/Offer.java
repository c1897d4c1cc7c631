package dev.faultline.link;

/**
 * What {@link Session#offer} returns instead of a sequence number when it did not take a message.
 */
public final class Offer {
  /** No room now; poll, and try again later. */
  public static final long BACK_PRESSURED = -1;

  /** The session is not connected, and this kind of stream does not keep messages until it is. */
  public static final long NOT_CONNECTED = -2;

  /** The session has ended and takes no more messages. */
  public static final long CLOSED = -3;

  /** The message is longer than the stream allows. */
  public static final long TOO_LARGE = -4;

  /**
   * The storage has been full for longer than {@link LinkOptions#storagePatience}. No accepted
   * message is lost; offers are accepted again when there is room.
   */
  public static final long STORAGE_FULL = -5;

  private Offer() {}
}
