package dev.faultline.check.read;

/**
 * What a nemesis did, for pictures; no check looks at it.
 *
 * @param position how many calls and returns of clients were before it
 * @param line where it is in the file
 * @param f what it did, as {@code start-partition}
 * @param value to what, in the words of the file, perhaps cut; empty if it does not say
 */
public record NemesisEvent(long position, int line, String f, String value) {

  private static final int MOST_TEXT = 120;

  /** Cuts a long value. */
  public NemesisEvent {
    value = value.length() <= MOST_TEXT ? value : value.substring(0, MOST_TEXT) + "…";
  }
}
