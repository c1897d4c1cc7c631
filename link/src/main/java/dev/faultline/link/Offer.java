package dev.faultline.link;

/**
 * What {@link Session#offer} returns instead of a sequence number when it did not take a message.
 */
public final class Offer {
  /** No room now; poll, and try again later. */
  public static final long BACK_PRESSURED = -1;

  /** The session has no connection, and the stream keeps nothing for one to come. */
  public static final long NOT_CONNECTED = -2;

  /** The session is over; it will never take a message again. */
  public static final long CLOSED = -3;

  /** The message is longer than the stream allows. */
  public static final long TOO_LARGE = -4;

  /**
   * The storage has had no room for as long as {@link LinkOptions#storagePatience} allows. Nothing
   * that was taken is lost; offers are taken again when there is room.
   */
  public static final long STORAGE_FULL = -5;

  private Offer() {}
}
